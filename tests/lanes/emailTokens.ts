import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { hashOf } from '../../clinic-server/devices/secrets.ts';
import { codeHash } from '../../clinic-server/registration/proofs.ts';
import { addRegistration } from '../../clinic-server/registration/registrationStore.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { createChance, type Chance } from './chance.ts';
import { startLetterClinic, type LetterClinic } from './emailTokens/letterClinic.ts';
import type { Lane } from './lane.ts';

/** One letter as `beginRegistration` leaves it, for somebody who has an account. */
interface Proof {
  readonly email: string;
  readonly registrationId: string;
  readonly code: string;
  readonly link: string;
}

const password = (n: number): string => `тихая роща у реки ${n}`;

async function newProof({ pool, accounts }: LetterClinic, device: string, chance: Chance): Promise<Proof> {
  const email = `race-${randomUUID()}@example.org`;
  const [registrationId, link, code, now] = [randomUUID(), chance.bytes(32).toString('base64url'), String(chance.below(1_000_000)).padStart(6, '0'), instant(Date.now())];
  await accounts([email]);
  const proofs = { codeHash: codeHash(registrationId, code), linkHash: hashOf(link), codeEnds: instant(now + 600_000), linkEnds: instant(now + 86_400_000) };
  await inTransaction(pool, (tx) => addRegistration(tx, { ...proofs, id: randomUUID(), told: registrationId, device, email, form: null, acceptances: [], now }));
  return { email, registrationId, code, link };
}

interface Askers {
  code(proof: Proof, code: string, n: number): Promise<{ status: number; grant: string }>;
  grant(grant: string, n: number): Promise<number>;
  link(proof: Proof, n: number): Promise<number>;
}

function askersOf(clinic: LetterClinic, token: string): Askers {
  const urlOf = (n: number): string => clinic.servers[n % 2]?.url ?? '';
  const post = (n: number, path: string, body: object) =>
    fetch(urlOf(n) + path, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return {
    async code({ registrationId }, code, n) {
      const answer = await post(n, '/identity/registration/code', { registrationId, code });
      const body = (await answer.json()) as { grant?: string };
      return { status: answer.status, grant: body.grant ?? '' };
    },
    async grant(grant, n) {
      const answer = await post(n, '/identity/registration/password', { grant, password: password(n) });
      await answer.text();
      return answer.status;
    },
    async link({ link }, n) {
      const answer = await fetch(`${urlOf(n)}/set-password/${link}`, { method: 'POST', body: new URLSearchParams({ do: 'password', password: password(n), repeat: password(n) }) });
      await answer.text();
      return answer.status;
    },
  };
}

const count = (all: readonly number[], status: number): number => all.filter((one) => one === status).length;

/** Many with the right code: one gets the grant. */
async function rightCodes(askers: Askers, proof: Proof): Promise<string | null> {
  const statuses = (await Promise.all(Array.from({ length: 8 }, (_, n) => askers.code(proof, proof.code, n)))).map(({ status }) => status);
  return count(statuses, 200) === 1 && count(statuses, 410) === 7 ? null : `right codes: ${statuses.join()}`;
}

/** Right and wrong ones mixed: at most five are looked at, at most one is let through. */
async function mixedCodes(askers: Askers, proof: Proof, chance: Chance): Promise<string | null> {
  const wrong = String((Number(proof.code) + 1) % 1_000_000).padStart(6, '0');
  const statuses = (await Promise.all(Array.from({ length: 12 }, (_, n) => askers.code(proof, chance.next() < 0.5 ? proof.code : wrong, n)))).map(({ status }) => status);
  const [won, refused] = [count(statuses, 200), count(statuses, 401)];
  const right = won <= 1 && refused <= 5 && won + refused >= 1 && (won === 1 || refused === 5) && won + refused + count(statuses, 410) === 12;
  return right ? null : `mixed codes: ${statuses.join()}`;
}

/** The link twice and the code's grant, at one moment: one password is set, once. */
async function linkAndGrant(clinic: LetterClinic, askers: Askers, proof: Proof): Promise<string | null> {
  const { grant } = await askers.code(proof, proof.code, 0);
  const statuses = await Promise.all([askers.link(proof, 0), askers.grant(grant, 1), askers.link(proof, 1)]);
  const { rows } = await clinic.pool.query<{ changed: number; sessions: number }>(
    `select (select count(*)::int from account a where a.login = $1 and a.password_hash <> 'never used') as changed,
       (select count(*)::int from sign_in s join account a on a.id = s.account where a.login = $1) as sessions`,
    [proof.email],
  );
  const { changed, sessions } = rows[0] ?? { changed: -1, sessions: -1 };
  const right = count(statuses, 200) === 1 && count(statuses, 410) === 2 && changed === 1 && sessions === (statuses[1] === 200 ? 1 : 0);
  return right ? null : `link and grant: ${statuses.join()} changed ${changed} sessions ${sessions}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const guessesOfRace = 5;

/** Links next to a real one that has not been used: one letter other, shorter, longer, another's, anything. None may set a password. */
async function guessedLinks(askers: Askers, real: Proof, chance: Chance): Promise<string | null> {
  const { link } = real;
  const at = chance.below(link.length);
  const other = chance.one([...alphabet].filter((letter) => letter !== link[at]));
  const guesses = [link.slice(0, at) + other + link.slice(at + 1), link.slice(0, at), link + other, real.registrationId, Array.from({ length: 43 }, () => chance.one([...alphabet])).join('')];
  const statuses = await Promise.all(guesses.slice(0, guessesOfRace).map((guess, n) => askers.link({ ...real, link: guess }, n)));
  return statuses.every((status) => status === 410 || status === 404) ? null : `guessed links: ${statuses.join()}`;
}

export const emailTokensLane: Lane = {
  name: 'emailTokens',
  unit: 'races',
  promise: 'X6 of all who use one letter’s code, link or grant at one moment, at two servers, exactly one gets through, five tries are five, and no guessed link sets a password',
  ciCount: 100,
  goal: 10_000,
  sliceCount: 500,
  async run({ seed, count: races, say }) {
    const chance = createChance(seed);
    const clinic = await startLetterClinic();
    try {
      const failures: string[] = [];
      const tally = { codes: 0, mixed: 0, links: 0 };
      let kiosk = await clinic.kiosk();
      for (let race = 0; race < races; race += 1) {
        if (race % 500 === 499) kiosk = await clinic.kiosk();
        const askers = askersOf(clinic, kiosk.token);
        const proof = await newProof(clinic, kiosk.id, chance);
        const guessed = await guessedLinks(askers, proof, chance);
        if (guessed) failures.push(`race ${race}: ${guessed}`);
        const kind = chance.next();
        // A password takes a hash, so most of the races are about codes.
        const broken = kind < 0.45 ? await rightCodes(askers, proof) : kind < 0.85 ? await mixedCodes(askers, proof, chance) : await linkAndGrant(clinic, askers, proof);
        tally[kind < 0.45 ? 'codes' : kind < 0.85 ? 'mixed' : 'links'] += 1;
        if (broken) failures.push(`race ${race}: ${broken}`);
        if (race % 100 === 99) say(`${race + 1} races, ${failures.length} failures`);
      }
      if (races >= 50 && Object.values(tally).includes(0)) throw new Error('a kind of race was never run');
      return { count: races, failures, figures: { ...tally, guesses: races * guessesOfRace } };
    } finally {
      await clinic.stop();
    }
  },
};
