import type { DiagnosticReport } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { fromDatabase, milliseconds, timestamp } from '../db/timestamp.ts';
import { patientOf } from '../fhir/compartment.ts';
import type { Change, WriteRule } from '../fhir/writeRule.ts';
import type { ServerParts } from '../http/parts.ts';
import { letterSaying } from '../mail/letters.ts';
import { putLetter } from '../mail/letterStore.ts';

type Needs = Pick<ServerParts, 'config' | 'newId' | 'now'>;

const hourMs = 3_600_000;
const freshMs = 48 * hourMs;
/** A laboratory releases several reports one after another: the letter waits for the last of them. */
const gatherMs = 30_000;
/** Whoever has not read it by then sees the results in the cabinet anyway. */
const goodForMs = 3 * 24 * hourMs;

const released: ReadonlySet<string> = new Set(['final', 'amended', 'corrected', 'appended']);
const isReleased = (report: DiagnosticReport | null): boolean => released.has(report?.status ?? '');

/** Said in words that fit any news of the cabinet: a mailbox is read by others, and on locked screens. */
const said = (clinic: string) => ({
  subject: `Новое в вашем личном кабинете — ${clinic}`,
  before: [
    'Здравствуйте!',
    'В вашем личном кабинете появились новые документы. Прочитать их можно на киоске клиники: откройте «Личный кабинет» и войдите.',
    'В письме мы их не пересылаем: так их увидите только вы.',
  ],
  withLink: false,
  after: ['Если у вас есть вопросы, позвоните нам или подойдите в регистратуру.'],
});

/** When the clinic released it, by its own word; for a report that does not say, when the material was taken. */
function releasedAt({ issued, effectiveDateTime }: DiagnosticReport): number {
  return Date.parse(issued ?? effectiveDateTime ?? '');
}

/** Whose patient has just been given a report to read that was not there before. */
function newlyReleased({ before, after }: Change, now: Instant): Id | null {
  if (after?.resourceType !== 'DiagnosticReport' || !isReleased(after)) return null;
  if (before?.resourceType === 'DiagnosticReport' && isReleased(before)) return null;
  const at = releasedAt(after);
  // A clinic that loads its archive must not write to everybody about results of years ago.
  return at > now - freshMs ? patientOf(after) : null;
}

/** D1: of what the patient has deleted there is nothing new to read, whatever the clinic amends in it. */
async function isReadable(tx: Tx, { after }: Change): Promise<boolean> {
  const { count } = await tx.query(`select from resource r where r.type = 'DiagnosticReport' and r.id = $1 and r.held is null`, [after?.id ?? '']);
  return count > 0;
}

/**
 * The moment of the next letter to this account, or null when one that is still to go will do for this report too. Never two within an
 * hour; the second waits, so that nobody is left without word of what came after the first.
 */
async function nextLetterAt(tx: Tx, account: Id, now: Instant): Promise<Instant | null> {
  const { rows } = await tx.query<{ at: number }>(
    `insert into result_letter as l (account, sends_at) values ($1, $2)
     on conflict (account) do update set sends_at = greatest($2, l.sends_at + interval '1 hour') where l.sends_at <= $3
     returning ${milliseconds('l.sends_at')} as at`,
    [account, timestamp(now + gatherMs), timestamp(now)],
  );
  return rows[0] ? fromDatabase(rows[0].at) : null;
}

async function tell(tx: Tx, parts: Needs, patient: Id): Promise<void> {
  const now = parts.now();
  const { clinicName, clinicPhone } = parts.config;
  // An address is a login only after a letter to it was answered. Behind a lock somebody else may be reading that mailbox.
  const { rows } = await tx.query<{ id: Id; login: string }>(
    'select a.id, a.login from account a where a.patient = $1 and a.login is not null and a.locked_at is null and a.closed_at is null order by a.id',
    [patient],
  );
  for (const { id: account, login } of rows) {
    const at = await nextLetterAt(tx, account, now);
    if (at === null) continue;
    const facts = { clinic: clinicName.ru, phone: clinicPhone, link: '', linkHours: 0, code: '', codeMinutes: 0 };
    await putLetter(tx, { id: parts.newId(), to: login, letter: letterSaying('news', said(clinicName.ru), facts), expiresAt: (at + goodForMs) as Instant, now: at });
  }
}

/** L3: word that there is something to read, without a word of what. In the commit that releases it. */
export function tellOfResults(parts: Needs): WriteRule {
  return {
    prepare: async () => undefined,
    async settle(tx, changes) {
      const { mail, resultLetters } = parts.config;
      if (!mail || !resultLetters) return;
      const now = parts.now();
      const patients: Id[] = [];
      for (const change of changes) {
        const patient = newlyReleased(change, now);
        if (patient !== null && (await isReadable(tx, change))) patients.push(patient);
      }
      for (const patient of [...new Set(patients)].toSorted()) await tell(tx, parts, patient);
    },
  };
}
