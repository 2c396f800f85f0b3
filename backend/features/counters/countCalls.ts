import { contract, isChannel, type Channel } from '../../../shared/contract.ts';
import type { CounterEvent } from '../../../shared/features/counters.ts';
import { Refusal, type Handlers } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import type { SignIns } from '../../server/signIns.ts';

type Counting = BackendParts['counting'];

/** What is counted when a call has gone well. */
const wentWell: Readonly<Partial<Record<Channel, CounterEvent>>> = {
  'appointments.book': 'booking.done',
  'appointments.cancel': 'visit.cancelled',
  'appointments.move': 'visit.moved',
  'slips.print': 'printed',
};

const troubles: Readonly<Record<string, CounterEvent>> = { offline: 'trouble.line', try_later: 'trouble.busy', slow_down: 'trouble.busy' };

const signInWays: Readonly<Record<string, CounterEvent>> = {
  '/identity/sign-in': 'signIn.password',
  '/identity/registration/password': 'signIn.letter',
  '/identity/esia/finish': 'signIn.esia',
  '/identity/code-sign-in': 'signIn.code',
};

/** The same handlers, counted by what became of their calls. Only whether it went well and the class of a trouble: never what was asked for. */
export function countCalls(handlers: Handlers, counting: Counting): Handlers {
  const counted = Object.entries(handlers).map(([name, handler]) => [name, isChannel(name) && contract[name].kind !== 'query' ? countedHandler(name, handler as Untyped, counting) : handler]);
  return Object.fromEntries(counted) as Handlers;
}

type Untyped = (...given: readonly unknown[]) => unknown;

function countedHandler(channel: Channel, handler: Untyped, counting: Counting): Untyped {
  const note = (outcome: unknown): unknown => {
    const event = outcome instanceof Refusal ? troubles[String(outcome.code)] : (wentWell[channel] ?? staffWay(channel, outcome, counting));
    if (event !== undefined) counting.count(event);
    return outcome;
  };
  const fault = (error: unknown): never => {
    counting.count('trouble.fault');
    throw error;
  };
  return (...given) => {
    try {
      const outcome = handler(...given);
      return outcome instanceof Promise ? outcome.then(note, fault) : note(outcome);
    } catch (error) {
      return fault(error);
    }
  };
}

/** At a desk a visit is a sitting of one member of staff. */
function staffWay(channel: Channel, outcome: unknown, counting: Counting): CounterEvent | undefined {
  if (channel !== 'staff.signIn' || !isIn(outcome)) return undefined;
  counting.newVisit();
  return outcome.mode === 'online' ? 'staff.signIn' : 'staff.signInOffline';
}

function isIn(outcome: unknown): outcome is { readonly state: 'in'; readonly mode: 'online' | 'offline' } {
  return typeof outcome === 'object' && outcome !== null && 'state' in outcome && outcome.state === 'in' && 'mode' in outcome;
}

/** The same ways to sign in, counted by which of them it was: one that ends minutes after its call has no other place to be seen. */
export function countSignIns(signIns: SignIns, counting: Counting): SignIns {
  return {
    ...signIns,
    async signIn(request) {
      const outcome = await signIns.signIn(request);
      const way = signInWays[request.path];
      if (outcome === 'signed_in' && way !== undefined) counting.count(way);
      return outcome;
    },
    async switchTo(request) {
      const outcome = await signIns.switchTo(request);
      if (outcome === 'signed_in') counting.count('signIn.actFor');
      return outcome;
    },
  };
}
