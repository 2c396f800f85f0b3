import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { headers } from '../../../shared/fhir/names.ts';
import type { SlotFacts } from '../../../clinic-server/scheduling/slotStore.ts';
import { bookParameters, holdParameters } from '../../support/clinicDevice.ts';
import { at } from '../../support/fhirClient.ts';
import type { Chance } from '../chance.ts';
import type { Contender } from './crowd.ts';

interface Attempt {
  readonly slot: SlotFacts;
  readonly patientId: string;
  readonly appointmentId: string;
  /** What the client was told, the last of it decides. */
  readonly answers: readonly { readonly word: string; readonly ms: number }[];
}

export interface RoundResult {
  readonly broken: readonly string[];
  readonly answerMs: readonly number[];
  readonly holds: number;
  readonly repeats: number;
  /** How often a server asked to come back later: it sheds what waits too long for the database, and on a busy machine that is right. */
  readonly later: number;
}

/** A device asks again for as long as it is told to; a server that says so this often has stopped working. */
const mostTries = 50;
const againAfterMs = 200;

const bodyOf = (parameter: readonly object[]) => ({ resourceType: 'Parameters', parameter });

/**
 * Every contender wants one of the slots at the same instant; every slot has at least one who wants it. Some ask for a hold first, some
 * send their request twice, as a device does that has not heard the answer.
 */
export async function race(contenders: readonly Contender[], slots: readonly SlotFacts[], pool: pg.Pool, chance: Chance): Promise<RoundResult> {
  const tally = { holds: 0, repeats: 0, later: 0 };
  // In one round everybody wants the same few, in another they spread.
  const favourites = slots.slice(0, Math.max(1, Math.round(slots.length * chance.one([0.05, 0.3, 1]))));
  const plans = contenders.map((contender, index) => ({
    contender,
    slot: slots[index] ?? chance.one(favourites),
    holdsFirst: chance.is(0.3),
    sendsTwice: chance.is(0.2),
  }));
  let start = (): void => undefined;
  const barrier = new Promise<void>((resolve) => {
    start = resolve;
  });
  const running = plans.map(async ({ contender, slot, holdsFirst, sendsTwice }): Promise<Attempt> => {
    const appointmentId = randomUUID();
    const answers: { word: string; ms: number }[] = [];
    const send = async (path: string, parameter: readonly object[], key: string): Promise<string> => {
      const from = performance.now();
      let word = '';
      for (let tries = 0; tries < mostTries; tries += 1) {
        const answer = await contender.post(path, bodyOf(parameter), { [headers.idempotencyKey]: key, [headers.signIn]: contender.signInId });
        word = answer.status < 300 ? 'given' : `${answer.status} ${String(at(answer.body, 'issue', 0, 'details', 'coding', 0, 'code'))}`;
        if (word !== '503 try_later') break;
        tally.later += 1;
        await new Promise((resolve) => setTimeout(resolve, againAfterMs));
      }
      answers.push({ word, ms: performance.now() - from });
      return word;
    };
    await barrier;
    const holdId = holdsFirst ? randomUUID() : undefined;
    if (holdId !== undefined) {
      tally.holds += 1;
      if ((await send(`/fhir/Slot/${slot.id}/$hold`, holdParameters(holdId), randomUUID())) !== 'given') return { slot, patientId: contender.patientId, appointmentId, answers };
    }
    const key = randomUUID();
    const book = (): Promise<string> => send('/fhir/Appointment/$book', bookParameters({ slot, patientId: contender.patientId, appointmentId, ...(holdId === undefined ? {} : { holdId }) }), key);
    if (sendsTwice) tally.repeats += 1;
    const words = await Promise.all(sendsTwice ? [book(), book()] : [book()]);
    if (new Set(words).size > 1) answers.push({ word: `two answers to one request: ${words.join(' and ')}`, ms: 0 });
    return { slot, patientId: contender.patientId, appointmentId, answers };
  });
  start();
  const attempts = await Promise.all(running);
  return { broken: [...judge(attempts, slots), ...(await compare(attempts, slots, pool))], answerMs: attempts.flatMap(({ answers }) => answers.map(({ ms }) => ms)), ...tally };
}

const isWinner = ({ answers }: Attempt): boolean => answers.at(-1)?.word === 'given';

/** One winner a slot, everybody else politely refused. */
function judge(attempts: readonly Attempt[], slots: readonly SlotFacts[]): string[] {
  const odd = attempts.filter((attempt) => !isWinner(attempt) && attempt.answers.at(-1)?.word !== '409 slot_taken');
  const uneven = slots.filter(({ id }) => attempts.filter((attempt) => attempt.slot.id === id && isWinner(attempt)).length !== 1);
  return [
    ...new Set(odd.map(({ answers }) => `a client was answered ${answers.at(-1)?.word}`)),
    ...(uneven.length > 0 ? [`${uneven.length} slots have no winner or several`] : []),
  ];
}

/** The database's word: each slot occupied by exactly the visit whose client was told so, and no visit beside them. */
async function compare(attempts: readonly Attempt[], slots: readonly SlotFacts[], pool: pg.Pool): Promise<string[]> {
  const ids = slots.map(({ id }) => id);
  const taken = await pool.query<{ slot: string; kind: string; appointment: string }>('select slot::text, kind, appointment::text from occupancy where slot::text = any($1)', [ids]);
  const visits = await pool.query<{ id: string; patient: string }>(
    `select content->>'id' as id, substr(jsonb_path_query_first(content::jsonb, '$.participant[*].actor.reference ? (@ starts with "Patient/")') #>> '{}', 9) as patient
     from resource where type = 'Appointment' and id::text = any($1)`,
    [attempts.map(({ appointmentId }) => appointmentId)],
  );
  const winners = attempts.filter(isWinner);
  const told = winners.map(({ slot, appointmentId }) => `${slot.id} appointment ${appointmentId}`).toSorted().join();
  const kept = taken.rows.map(({ slot, kind, appointment }) => `${slot} ${kind} ${appointment}`).toSorted().join();
  const promised = winners.map(({ appointmentId, patientId }) => `${appointmentId} ${patientId}`).toSorted().join();
  const written = visits.rows.map(({ id, patient }) => `${id} ${patient}`).toSorted().join();
  return [
    ...(told === kept ? [] : [`${taken.rows.length} slots are occupied, ${winners.length} clients were told so, or not by the same visits`]),
    ...(promised === written ? [] : [`${visits.rows.length} visits are written, ${winners.length} clients have one, or not the same`]),
  ];
}
