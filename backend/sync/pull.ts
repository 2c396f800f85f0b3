import type { Feature } from '../../shared/contract.ts';
import type { Database } from '../db/types.ts';
import type { ClinicApi } from './clinicApi.ts';
import { assertServed, EpochChanged, RoundStopped } from './failure.ts';
import { readPage, type FeedPage } from './feedPage.ts';
import { lockedRows, removeUnseen, takeRow, type RowDeps } from './feedRows.ts';
import { keepError, position, savePosition, type Scope } from './feedStore.ts';
import type { Id } from '../../shared/lib/ids.ts';

export interface PullDeps extends RowDeps {
  readonly db: Database;
  readonly clinic: ClinicApi;
  readonly newId: () => Id;
  readonly onPage: (progress: { features: readonly Feature[]; done: number; total: number | null }) => void;
  /** False as soon as the page that is on its way must not be kept: the patient has left, the backend closes. */
  readonly wanted: () => boolean;
}

/** The patient left (or the token ran out), or the backend closes, while a page was on its way. */
export class NoLongerWanted extends Error {
  override name = 'NoLongerWanted';
}

const rowsPerPage = 1_000;

/** Reads the feed to its end. Throws `Unreachable`, `RoundStopped`, `EpochChanged` or `NoLongerWanted`; what was read before stays. */
export async function pull(deps: PullDeps, scope: Scope): Promise<void> {
  let done = 0;
  for (;;) {
    const page = await askPage(deps, scope);
    if (!deps.wanted()) throw new NoLongerWanted(scope);
    const count = page.rows.length + page.unreadable.length;
    const last = page.left === null ? count === 0 : page.left <= count;
    const features = takePage(deps, scope, page, last);
    deps.onPage({ features, done: done + count, total: page.left === null ? null : done + page.left });
    done += count;
    if (last) return;
  }
}

async function askPage({ db, clinic }: PullDeps, scope: Scope): Promise<FeedPage> {
  const { cursor } = position(db.read, scope);
  const after = cursor === null ? '' : `&_cursor=${encodeURIComponent(cursor)}`;
  const answer = await clinic.send({ method: 'GET', path: `/fhir/_history?_count=${rowsPerPage}${after}`, as: scope === 'shared' ? 'device' : 'patient' });
  if (answer.status === 410) throw new EpochChanged('epoch');
  // The patient's token ran out; that says nothing about the device.
  if (scope === 'personal' && answer.status === 401 && answer.refusal !== 'refused_device') throw new NoLongerWanted(scope);
  assertServed(answer);
  if (answer.status !== 200) throw new RoundStopped('server_error', answer.retryAfterMs);
  try {
    return readPage(answer.body);
  } catch {
    throw new RoundStopped('server_error');
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
