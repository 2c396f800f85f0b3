import { simulatorUsers } from '../../clinic-server/esiaSimulator/users.ts';
import { addPatient, recordOf } from '../support/esiaClinic.ts';
import { createBrowser } from '../support/esiaPerson.ts';
import { at } from '../support/fhirClient.ts';
import { createChance, type Chance } from './chance.ts';
import { forge } from './esiaCallbacks/callbacks.ts';
import { openAttempts, openClinic, type FuzzedClinic, type Kiosk, type Open } from './esiaCallbacks/clinic.ts';
import type { Lane } from './lane.ts';

const kioskCount = 8;
const batch = 1_000;
const atOnce = 24;

/** What a forged callback may be answered with; a fault of ours is none of it, and neither is a sign-in. */
const allowed = new Set(['400 esia_callback_refused', '403 esia_declined', '403 esia_unconfirmed', '410 esia_attempt_gone', '502 esia_unavailable']);

interface Tally {
  readonly failures: string[];
  readonly answers: Map<string, number>;
  asks: number;
}

async function send(kiosk: Kiosk, attemptId: string, query: string): Promise<string> {
  const { status, body } = await kiosk.post('/identity/esia/finish', { attemptId, query }, {});
  const code = at(body, 'issue', 0, 'details', 'coding', 0, 'code');
  return typeof code === 'string' ? `${status} ${code}` : String(status);
}

/** One attempt: sometimes as another device, sometimes again, always forged. */
async function assault(open: Open, kiosks: readonly Kiosk[], chance: Chance, tally: Tally): Promise<void> {
  const stranger = chance.is(0.1) ? kiosks.find(({ id }) => id !== open.kiosk.id) : undefined;
  const forged = forge(chance, open.state);
  if (forged.asksOnce && !stranger) tally.asks += 1;
  const answer = await send(stranger ?? open.kiosk, open.attemptId, forged.query);
  tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1);
  const right = stranger ? answer === '410 esia_attempt_gone' : allowed.has(answer);
  if (!right) tally.failures.push(`X4 ${forged.way}${stranger ? ' by a stranger' : ''}: ${answer}`);
}

/** So that the lane cannot pass because nothing works: one whole, honest way. */
async function honest({ pool, standIn }: FuzzedClinic, kiosk: Kiosk): Promise<string | null> {
  await addPatient(pool, recordOf(simulatorUsers.confirmed));
  const { status, body } = await kiosk.post('/identity/esia/start', {}, {});
  if (status !== 200) return `an honest start was answered ${status}`;
  const back = await createBrowser(standIn.esia.url).walk(String(at(body, 'authorizeUrl')), simulatorUsers.confirmed);
  const answer = await send(kiosk, String(at(body, 'attemptId')), back.search.slice(1));
  return answer === '200' ? null : `an honest callback was answered ${answer}`;
}

/** Forged callbacks against attempts that really wait. */
export const esiaCallbacksLane: Lane = {
  name: 'esiaCallbacks',
  unit: 'forged callbacks',
  promise: 'X4 no forged callback of Gosuslugi signs anybody in, and none with a state that was not issued makes the server ask for tokens',
  ciCount: 10_000,
  goal: 100_000,
  sliceCount: 20_000,
  async run({ seed, count, say }) {
    const chance = createChance(seed);
    const clinic = await openClinic(kioskCount + 1);
    const tally: Tally = { failures: [], answers: new Map(), asks: 0 };
    try {
      // The forged attempts would count against the honest one: a device begins only so many.
      const [honestKiosk, ...kiosks] = clinic.kiosks;
      if (!honestKiosk) throw new Error('no kiosks');
      const from = performance.now();
      for (let done = 0; done < count; done += batch) {
        const open = await openAttempts(clinic.pool, kiosks, Math.min(batch, count - done));
        // Made in order, so that one seed is one sequence, whoever is answered first.
        const waiting = open.map((one) => ({ one, chance: createChance(chance.below(2 ** 31)) }));
        await Promise.all(
          Array.from({ length: atOnce }, async () => {
            for (let next = waiting.pop(); next; next = waiting.pop()) await assault(next.one, kiosks, next.chance, tally);
          }),
        );
        if (done % 5_000 === 0) say(`${done + open.length} callbacks, ${tally.failures.length} failures`);
      }
      const seconds = (performance.now() - from) / 1_000;
      const [signIns, exchanges] = [await clinic.signIns(), (await clinic.standIn.counts())['te'] ?? -1];
      if (signIns !== 0) tally.failures.push(`X4 seed ${seed}: ${signIns} sign-ins by forged callbacks`);
      if (exchanges !== tally.asks) tally.failures.push(`X4 seed ${seed}: ${exchanges} requests for tokens, ${tally.asks} callbacks had an issued state and a code`);
      const broken = await honest(clinic, honestKiosk);
      if (broken !== null) throw new Error(broken);
      const figures = { callbacksASecond: Math.round(count / seconds), signIns, exchangesForIssuedStates: exchanges, exchangesForOtherStates: exchanges - tally.asks, kindsOfAnswer: tally.answers.size };
      return { count, failures: tally.failures.slice(0, 20), figures };
    } finally {
      await clinic.stop();
    }
  },
};
