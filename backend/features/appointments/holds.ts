import * as z from 'zod';
import type { Hold } from '../../../shared/features/appointments.ts';
import { WireInstant } from '../../../shared/fhir/fields.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import { Refusal } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { Unreachable, type ClinicAnswer } from '../../sync/clinicApi.ts';
import { createOwnHold } from './ownHold.ts';
import { findSlot } from './store.ts';

export type HoldRefusal = 'slot_taken' | 'slot_closed' | 'slot_past' | 'not_for_this_place' | 'not_found' | 'offline' | 'try_later';
export type ExtendRefusal = 'hold_gone' | 'already_extended' | 'offline' | 'try_later';

/**
 * The one time this device keeps at the server. Known only while the backend lives: nothing of it is written down. After a restart in
 * the middle of a visit the page still has the hold's id, and the server, which knows whose it is, tells the rest.
 */
export interface Holds {
  ask(wanted: { slotId: Id; holdId: Id; longer: boolean }): Promise<Hold | Refusal<HoldRefusal>>;
  extend(holdId: Id): Promise<Hold | Refusal<ExtendRefusal>>;
  giveBack(holdId: Id): Promise<void>;
  current(now: Instant): Hold | null;
  /** True for the time the server held last, also when the hold has just run out: the server then still gives it if nobody took it. */
  isOurs(slotId: Id): boolean;
  /** A booking has been put on disk: from now on the hold belongs to it, and leaving must not free the time before it is pushed. */
  consume(slotId: Id): void;
}

const Answer = z.object({
  parameter: z.array(
    z.object({
      name: z.string(),
      valueInstant: WireInstant.optional(),
      valueReference: z.object({ reference: z.string() }).optional(),
      valueInteger: z.int().optional(),
      valueBoolean: z.boolean().optional(),
    }),
  ),
});

/** `slotId`: the time it was asked for, or null when only the server can say. */
function readHold(slotId: Id | null, holdId: Id, body: unknown): Hold {
  const { parameter } = Answer.parse(body);
  const named = (name: string) => parameter.find((part) => part.name === name);
  return z
    .object({
      slotId: Id,
      holdId: Id,
      expiresAt: z.custom<Instant>((value) => typeof value === 'number'),
      totalSeconds: z.int(),
      extensionLeft: z.boolean(),
    })
    .parse({
      slotId: slotId ?? named('slot')?.valueReference?.reference.replace(/^Slot\//, ''),
      holdId,
      expiresAt: named('expires')?.valueInstant,
      totalSeconds: named('totalSeconds')?.valueInteger,
      extensionLeft: named('extensionLeft')?.valueBoolean,
    });
}

function refusalIn<Code extends string>({ refusal, status }: ClinicAnswer, known: readonly Code[]): Code | 'try_later' {
  return known.find((code) => code === refusal || (code === 'not_found' && status === 404)) ?? 'try_later';
}

export function createHolds({ clinic, device, newId, publish, onLeave, read, now, noteTimeInUse }: Pick<BackendParts, 'clinic' | 'device' | 'newId' | 'publish' | 'onLeave' | 'read' | 'now' | 'noteTimeInUse'>): Holds {
  const own = createOwnHold({ read, now, policy: () => device().policy, noteTimeInUse });
  let held: Hold | null = null;
  let consumed = false;
  /** Asked for without an answer: the server may keep it for us. */
  let doubtful: Id | null = null;
  let line: Promise<unknown> = Promise.resolve();

  /** One request after the other: a release that overtook its own hold would leave the time closed to everybody until it runs out. */
  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = line.then(action, action);
    line = turn.catch(() => {});
    return turn;
  }

  function post(path: string, parameter: readonly object[], timeoutMs: number): Promise<ClinicAnswer> {
    return clinic.send({
      method: 'POST',
      path,
      as: 'device',
      idempotencyKey: newId(),
      body: { resourceType: 'Parameters', parameter },
      timeoutMs,
    });
  }

  const idParameter = (holdId: Id) => ({ name: 'holdId', valueUuid: `urn:uuid:${holdId}` });

  async function release(holdId: Id): Promise<void> {
    try {
      await post('/fhir/Slot/$release', [idParameter(holdId)], 2_000);
    } catch (error) {
      // Without a line the hold runs out at the server by itself.
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  function forget(): Id | null {
    const toRelease = consumed ? null : (held?.holdId ?? doubtful);
    [held, consumed, doubtful] = [null, false, null];
    return toRelease;
  }

  onLeave(() =>
    inTurn(async () => {
      own.end();
      const holdId = forget();
      if (holdId !== null) await release(holdId);
    }),
  );

  return {
    ask: ({ slotId, holdId, longer }) =>
      inTurn(async () => {
        const mine = own.begin(slotId, holdId, longer);
        if (mine !== null) {
          // What the server kept before is anybody's again, as if it had been asked itself.
          const before = forget();
          if (before !== null) await release(before);
          publish(['appointments', 'schedule']);
          return mine;
        }
        doubtful = holdId;
        try {
          const answer = await post(`/fhir/Slot/${slotId}/$hold`, [idParameter(holdId), { name: 'longer', valueBoolean: longer }], 5_000);
          doubtful = null;
          if (answer.status >= 300)
            return new Refusal(refusalIn<HoldRefusal>(answer, ['slot_taken', 'slot_closed', 'slot_past', 'not_for_this_place', 'not_found']));
          // The server has given an earlier hold of this device back in the same step.
          held = readHold(slotId, holdId, answer.body);
          consumed = false;
          own.end();
          publish(['appointments', 'schedule']);
          return held;
        } catch (error) {
          if (error instanceof Unreachable) return new Refusal('offline' as const);
          throw error;
        }
      }),

    extend: (holdId) =>
      inTurn(async () => {
        const mine = own.extend(holdId);
        if (mine !== null) {
          if (typeof mine !== 'string') publish(['appointments']);
          return typeof mine === 'string' ? new Refusal(mine) : mine;
        }
        if (consumed || (held !== null && held.holdId !== holdId)) return new Refusal('hold_gone' as const);
        try {
          const answer = await post('/fhir/Slot/$extend-hold', [idParameter(holdId)], 5_000);
          if (answer.status >= 300) {
            const code = answer.status === 404 ? 'hold_gone' : refusalIn<ExtendRefusal>(answer, ['hold_gone', 'already_extended']);
            return new Refusal(code);
          }
          const extended = readHold(held?.slotId ?? null, holdId, answer.body);
          // A booking put on disk before a restart has this hold still: leaving must not free its time before it is pushed. Looked up
          // first: between knowing the hold and knowing that it is taken, a patient who leaves would give it back.
          const isTaken = held === null && findSlot(read, { slotId: extended.slotId, now: now() })?.askedFor === 1;
          [held, consumed] = [extended, isTaken];
          publish(['appointments']);
          return held;
        } catch (error) {
          if (error instanceof Unreachable) return new Refusal('offline' as const);
          throw error;
        }
      }),

    giveBack: (holdId) =>
      inTurn(async () => {
        if (own.current()?.holdId === holdId) {
          own.end();
          publish(['appointments', 'schedule']);
          return;
        }
        if (held?.holdId === holdId) {
          if (consumed) return;
          forget();
          publish(['appointments', 'schedule']);
        }
        await release(holdId);
      }),

    current: (now) => {
      const mine = own.current();
      if (mine !== null && mine.expiresAt > now) return mine;
      return held !== null && !consumed && held.expiresAt > now ? held : null;
    },
    isOurs: (slotId) => held?.slotId === slotId,
    consume: (slotId) => {
      if (held?.slotId === slotId) consumed = true;
      if (own.current()?.slotId === slotId) own.end();
    },
  };
}
