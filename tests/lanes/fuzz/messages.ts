import { contract, type Channel } from '../../../shared/contract.ts';
import type { Role } from '../../../shared/rpc/procedure.ts';
import type { Chance } from '../chance.ts';
import { anyId, channels, mutate, validInput, type KnownIds } from './inputs.ts';
import { nastyText, nastyValue } from './values.ts';

const nobodysCalls = ['', 'toString', '__proto__', 'constructor', 'appointments', 'appointments.', '.', 'doctors.list ', 'Doctors.list', 'identity.signIn\u0000', 'hasOwnProperty', 'x'.repeat(100), 'x'.repeat(101)] as const;

/** Calls about a command that was made before. */
const aboutCommands: ReadonlySet<Channel> = new Set<Channel>(['sync.outcome', 'sync.withdraw']);

export interface MessageMaker {
  /** The next message for a window of this role, with the number it would have. */
  next(role: Role, id: number): unknown;
  /** A valid call of a channel, as its screen would make it. */
  valid(channel: Channel, id: number): { id: number; channel: string; input: unknown };
  /** The same with something about its input changed. */
  mutated(channel: Channel, id: number): { id: number; channel: string; input: unknown };
}

/** Decides everything that is sent. Same chance, same messages. */
export function createMessageMaker(chance: Chance, known: KnownIds): MessageMaker {
  const holds: string[] = [];
  const commands: { channel: Channel; input: unknown }[] = [];

  const ids = (): KnownIds => ({ ...known, holdId: holds, commandId: commands.flatMap(({ input }) => (chance.is(0.1) ? [(input as { commandId: string }).commandId] : [])) });

  function inputOf(channel: Channel): unknown {
    const input = validInput(channel, chance, aboutCommands.has(channel) ? { ...ids(), commandId: commands.slice(channel === 'sync.withdraw' ? -3 : 0).map((one) => (one.input as { commandId: string }).commandId) } : ids());
    if (channel === 'appointments.hold') keep(holds, (input as { holdId: string }).holdId);
    if (contract[channel].kind === 'command') keep(commands, { channel, input });
    return input;
  }

  /** Most calls are such as this role may make: what is refused at the door never shows what is behind it. */
  function channelFor(role: Role): Channel {
    const may = channels.filter((channel) => contract[channel].allow.some((one) => one === role));
    return chance.is(0.9) && may.length > 0 ? chance.one(may) : chance.one(channels);
  }

  function replay(): { channel: string; input: unknown } {
    if (commands.length === 0) return { channel: 'appointments.cancel', input: nastyValue(chance) };
    const { channel, input } = chance.one(commands);
    if (chance.is(0.4)) return { channel, input };
    if (chance.is(0.5)) return { channel, input: { ...(input as object), appointmentId: anyId(chance) } };
    return { channel: chance.one(['appointments.book', 'appointments.cancel', 'appointments.move', 'sync.outcome']), input };
  }

  function bent(id: number, role: Role): unknown {
    const channel = channelFor(role);
    const call = { id, channel, input: inputOf(channel) };
    const bends: readonly (() => unknown)[] = [
      () => nastyValue(chance),
      () => [call],
      () => ({ ...call, id: chance.one([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, String(id), null, 1n]) }),
      () => ({ ...call, channel: nastyValue(chance) }),
      () => ({ ...call, channel: chance.one(nobodysCalls) }),
      () => ({ ...call, role: 'administrator', actor: { role: 'administrator' }, printJob: anyId(chance), patientId: anyId(chance) }),
      () => ({ id, input: call.input }),
      () => ({ channel, input: call.input }),
      () => ({ id, channel }),
      () => ({ type: 'reply', id, reply: { ok: true, value: null } }),
      () => ({ type: chance.one(['promote', 'connect', 'leave', 'hostile']), windowId: 1, printJob: null }),
      () => new Map(Object.entries(call)),
      () => JSON.stringify(call),
      // The number of a call that is under way, or of one that was answered long ago.
      () => ({ ...call, id: Math.max(0, id - chance.below(6)) }),
    ];
    return chance.one(bends)();
  }

  return {
    next(role, id) {
      const roll = chance.next();
      if (roll < 0.08) return bent(id, role);
      if (roll < 0.12) return { id, ...replay() };
      const channel = channelFor(role);
      if (roll < 0.16) return { id, channel, input: nastyValue(chance) };
      let input = inputOf(channel);
      if (roll > 0.58) for (let more = 1 + chance.below(3); more > 0; more -= 1) input = mutate(input, chance);
      return { id, channel, input };
    },
    valid: (channel, id) => ({ id, channel, input: inputOf(channel) }),
    mutated: (channel, id) => ({ id, channel, input: mutate(inputOf(channel), chance) }),
  };

  function keep<T>(list: T[], one: T): void {
    list.push(one);
    if (list.length > 40) list.shift();
  }
}

/** What nobody but main sends to the backend process, bent. */
export function bentShellMessage(chance: Chance): unknown {
  const whole = chance.one([
    { type: 'window-gone', windowId: 7 },
    { type: 'printed', printJob: anyId(chance), outcome: 'printed' },
    { type: 'connect', windowId: 7, printJob: null },
    { type: 'leave', reason: 'idle' },
    { type: 'promote', settings: { userDataPath: nastyText(chance), profile: 'kiosk' } },
  ]);
  return mutate(whole, chance);
}
