import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { defaultConfig } from '../../../clinic-server/config.ts';
import { inTransaction } from '../../../clinic-server/db/pool.ts';
import { addDevice } from '../../../clinic-server/devices/deviceStore.ts';
import { hashOf, newSecret } from '../../../clinic-server/devices/secrets.ts';
import { FhirRefusal } from '../../../clinic-server/fhir/refusal.ts';
import type { ServerParts } from '../../../clinic-server/http/parts.ts';
import { signIn } from '../../../clinic-server/identity/signIn.ts';
import { createLog } from '../../../clinic-server/log.ts';
import { createCommonPasswords } from '../../../clinic-server/registration/commonPasswords.ts';
import { setPassword } from '../../../clinic-server/registration/newPassword.ts';
import { addRegistration } from '../../../clinic-server/registration/registrationStore.ts';
import { prepareServer } from '../../../clinic-server/server.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { createChance } from '../chance.ts';

export interface GuessedDay {
  /** Guesses whose password was looked at, in a day of the server's clock. */
  readonly evaluated: number;
  /** What must not happen, in words. */
  readonly failures: readonly string[];
}

const devices = 40;
const daySeconds = 86_400;
const right = 'тихая роща у реки';

/** The owner's letter, as `beginRegistration` leaves it. */
async function letter(parts: ServerParts, email: string, device: string): Promise<string> {
  const [link, now] = [newSecret(), parts.now()];
  await inTransaction(parts.pool, (tx) =>
    addRegistration(tx, { id: randomUUID(), told: randomUUID(), device, email, form: null, acceptances: [], codeHash: hashOf(newSecret()), linkHash: hashOf(link), codeEnds: now, linkEnds: instant(now + daySeconds * 1000), now }),
  );
  return link;
}

/** One account, guessed at all day from many devices and addresses, on a real database; afterwards its owner comes by the letter. */
export async function guessADay(pool: pg.Pool, { guesses, seed }: { readonly guesses: number; readonly seed: number }): Promise<GuessedDay> {
  const chance = createChance(seed);
  const begin = Date.now();
  let now = begin;
  const parts = await prepareServer({ pool, config: defaultConfig, log: createLog('silent'), now: () => instant(now) }, () => 'http://127.0.0.1');
  const kiosks = Array.from({ length: devices }, () => randomUUID());
  const email = `owner-${randomUUID()}@example.org`;
  const patient = randomUUID();
  const passwordHash = await parts.passwords.hash(right);
  await inTransaction(pool, async (tx) => {
    for (const id of kiosks) await addDevice(tx, { id, profile: 'kiosk', officeId: randomUUID(), publicKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, codeHash: hashOf(newSecret()), now: instant(begin) });
    await tx.query('insert into account (id, login, password_hash, patient) values ($1, $2, $3, $4)', [randomUUID(), email, passwordHash, patient]);
  });
  const attempt = async (password: string, from = chance.below(devices)): Promise<string> => {
    const common = { device: kiosks[from] ?? '', profile: 'kiosk', login: email, terms: null } as const;
    try {
      await signIn(parts, { ...common, address: `10.0.${from}.${chance.below(250)}`, password });
      return 'signed in';
    } catch (error) {
      if (error instanceof FhirRefusal) return `${error.status} ${error.code}`;
      throw error;
    }
  };

  const failures: string[] = [];
  let evaluated = 0;
  for (let guess = 0; guess < guesses; guess++) {
    now = begin + Math.floor((guess * daySeconds * 1000) / guesses);
    const said = await attempt(`guess ${guess}`);
    if (said === '401 wrong_login') evaluated++;
    else if (said !== '429 slow_down') failures.push(`guess ${guess} was answered ${said}`);
  }
  if (evaluated > 100) failures.push(`${evaluated} guesses were looked at`);
  if (evaluated < 10) throw new Error('hardly anything was guessed: this proves nothing');
  const next = 'новая роща за холмом';
  await setPassword(parts, { way: { link: await letter(parts, email, kiosks[0] ?? '') }, password: next, common: createCommonPasswords() }, async () => undefined);
  const owner = await attempt(next, 0);
  if (owner !== 'signed in') failures.push(`the owner, who came by the letter, was answered ${owner}`);
  return { evaluated, failures };
}
