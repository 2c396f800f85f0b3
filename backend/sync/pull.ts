import type { Feature } from '../../shared/contract.ts';
import type { Database } from '../db/types.ts';
import { Unreachable, type ClinicAnswer, type ClinicApi } from './clinicApi.ts';
import { assertServed, EpochChanged, RoundStopped } from './failure.ts';
import { readPage, type FeedPage } from './feedPage.ts';
import { lockedRows, removeUnseen, takeRow, type RowDeps } from './feedRows.ts';
import { keepError, position, savePosition, type Scope } from './feedStore.ts';
import type { PageSize } from './pageSize.ts';
import type { Id } from '../../shared/lib/ids.ts';

export interface PullDeps extends RowDeps {
  readonly db: Database;
  readonly clinic: ClinicApi;
  readonly newId: () => Id;
  readonly monotonicNow: () => number;
  readonly pageSize: PageSize;
  /** `personal` is the office's patients and not the one who is signed in: a desk. */
  readonly forOffice: boolean;
  readonly onPage: (progress: { features: readonly Feature[]; done: number; total: number | null }) => void;
  /** False as soon as the page that is on its way must not be kept: the patient has left, the backend closes. */
  readonly wanted: () => boolean;
}

/** The patient left (or the token ran out), or the backend closes, while a page was on its way. */
export class NoLongerWanted extends Error {
  override name = 'NoLongerWanted';
}

/** Reads the feed to its end. Throws `Unreachable`, `RoundStopped`, `EpochChanged` or `NoLongerWanted`; what was read before stays. */
export async function pull(deps: PullDeps, scope: Scope): Promise<void> {
  let done = 0;
  for (;;) {
    const asked = deps.monotonicNow();
    const page = await askPage(deps, scope);
    if (page === null) return;
    if (!deps.wanted()) throw new NoLongerWanted(scope);
    const count = page.rows.length + page.unreadable.length;
    const last = page.left === null ? count === 0 : page.left <= count;
    const features = takePage(deps, scope, page, last);
    deps.pageSize.took(count, deps.monotonicNow() - asked);
    deps.onPage({ features, done: done + count, total: page.left === null ? null : done + page.left });
    done += count;
    if (last) return;
  }
}

/** Null: a server of the version before, which keeps no office's patients for its desks. */
async function askPage(deps: PullDeps, scope: Scope): Promise<FeedPage | null> {
  const answer = await ask(deps, scope);
  if (deps.forOffice && scope === 'personal' && answer.refusal === 'unknown_parameter') return null;
  if (answer.status === 410) throw new EpochChanged('epoch');
  // The patient's token ran out; that says nothing about the device.
  if (asOf(deps, scope) === 'patient' && answer.status === 401 && answer.refusal !== 'refused_device') throw new NoLongerWanted(scope);
  assertServed(answer);
  if (answer.status !== 200) throw new RoundStopped('server_error', answer.retryAfterMs);
  try {
    return readPage(answer.body);
  } catch {
    throw new RoundStopped('server_error');
  }
}

const asOf = ({ forOffice }: PullDeps, scope: Scope): 'device' | 'patient' => (scope === 'shared' || forOffice ? 'device' : 'patient');

async function ask(deps: PullDeps, scope: Scope): Promise<ClinicAnswer> {
  const { cursor } = position(deps.db.read, scope);
  const of = scope === 'personal' && deps.forOffice ? '&_scope=office' : '';
  const after = cursor === null ? '' : `&_cursor=${encodeURIComponent(cursor)}`;
  try {
    return await deps.clinic.send({ method: 'GET', path: `/fhir/_history?_count=${deps.pageSize.rows()}${of}${after}`, as: asOf(deps, scope) });
  } catch (error) {
    if (error instanceof Unreachable) deps.pageSize.cut();
    throw error;
  }
}

function takePage(deps: PullDeps, scope: Scope, page: FeedPage, last: boolean): readonly Feature[] {
  // Rows and cursor commit together, so a crash repeats the page rather than skipping it.
  return deps.db.write((tx) => {
    const before = position(tx, scope);
    const locked = lockedRows(tx, deps.rules);
    const touched = new Set(page.rows.flatMap((row) => takeRow(tx, deps, scope, row, locked)));
    for (const content of page.unreadable) {
      keepError(tx, scope, { type: 'unreadable', id: deps.newId(), version: 0, deleted: false, content }, 'unreadable', deps.wallNow());
    }
    if (last && before.restarted) removeUnseen(tx, deps, scope).forEach((feature) => touched.add(feature));
    savePosition(tx, scope, { cursor: page.next, complete: before.complete || last, restarted: before.restarted && !last });
    return [...touched];
  });
}
