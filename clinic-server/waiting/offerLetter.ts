import { clockOf, dayOf, partsOf, type Instant } from '../../shared/lib/moscow.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { fromDatabase, milliseconds, timestamp } from '../db/timestamp.ts';
import { hashOf, newSecret } from '../devices/secrets.ts';
import type { ServerParts } from '../http/parts.ts';
import { letterSaying } from '../mail/letters.ts';
import { putLetter } from '../mail/letterStore.ts';

type Needs = Pick<ServerParts, 'config' | 'newId' | 'now' | 'publicUrl'>;

export const linkPath = (secret: string): string => `/offer/${secret}`;

const two = (value: number): string => String(value).padStart(2, '0');

/** `24.11 в 14:20`: by the clinic's clock, whatever the reader's phone shows. */
function untilWords(until: Instant): string {
  const { month, day } = partsOf(dayOf(until));
  return `${two(day)}.${two(month)} в ${clockOf(until)}`;
}

/** Word of a time and not which: whose doctor it is would tell whoever else reads the mailbox what the patient comes for. */
const said = (clinic: string, until: Instant) => ({
  subject: `Освободилось время — ${clinic}`,
  before: ['Здравствуйте!', `Освободилось время, которого вы ждали. Мы держим его за вами до ${untilWords(until)} по московскому времени.`],
  link: { open: 'Посмотреть, что это за время, и занять его или отказаться:', button: 'Посмотреть время' },
  after: ['Если не ответить, время предложат следующему в листе ожидания, а вы останетесь в нём.', 'Ссылка действует один раз. Никому её не пересылайте: кто её откроет, увидит ваш приём.'],
});

interface Untold {
  readonly id: Id;
  readonly patient: Id;
  readonly until: number;
}

async function tellOne(tx: Tx, parts: Needs, { id, patient, until: untilMs }: Untold): Promise<void> {
  const now = parts.now();
  const until = fromDatabase(untilMs);
  const { clinicName, clinicPhone } = parts.config;
  // An address is a login only after a letter to it was answered. Behind a lock somebody else may be reading that mailbox.
  const { rows } = await tx.query<{ id: Id; login: string }>(
    'select a.id, a.login from account a where a.patient = $1 and a.login is not null and a.locked_at is null and a.closed_at is null order by a.id',
    [patient],
  );
  for (const { id: account, login } of rows) {
    const secret = newSecret();
    await tx.query('insert into waiting_link (hash, offer, account) values ($1, $2, $3)', [hashOf(secret), id, account]);
    const facts = { clinic: clinicName.ru, phone: clinicPhone, link: `${parts.publicUrl()}${linkPath(secret)}`, linkHours: 0, code: '', codeMinutes: 0 };
    const { link, ...words } = said(clinicName.ru, until);
    await putLetter(tx, { id: parts.newId(), to: login, letter: letterSaying('offer', { ...words, withLink: false, linkTo: link }, facts), expiresAt: until, now });
  }
}

/**
 * Letters to those who have been offered a time, how many offers. Apart from the offering itself: whatever is wrong with a letter must not
 * keep a visit from being cancelled. Offer by offer, so that a server that dies between two has told the first once.
 */
export async function tellOffered(parts: Needs & Pick<ServerParts, 'pool'>): Promise<number> {
  if (!parts.config.mail) return 0;
  return inTransaction(parts.pool, async (tx) => {
    const { rows } = await tx.query<Untold>(
      `select o.id, o.patient, ${milliseconds('o.until')} as until from waiting_offer o where o.state = 'open' and o.told_at is null and o.until > $1 order by o.id limit 20 for update skip locked`,
      [timestamp(parts.now())],
    );
    for (const offer of rows) {
      await tellOne(tx, parts, offer);
      await tx.query('update waiting_offer set told_at = $2 where id = $1', [offer.id, timestamp(parts.now())]);
    }
    return rows.length;
  });
}
