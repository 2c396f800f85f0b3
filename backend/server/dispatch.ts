import { contract, featureOf, isChannel, type Channel, type CommandChannel, type TaskChannel } from '../../shared/contract.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { isForDesk } from '../../shared/rpc/procedure.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import { limits, type Reply, type SystemCode } from '../../shared/rpc/wire.ts';
import type { Database, ReadDb, WriteTx } from '../db/types.ts';
import { nextNumber } from '../sync/deviceRecord.ts';
import { byCommand, enqueue } from '../sync/outbox.ts';
import type { EnginePorts } from '../sync/ports.ts';
import { createRecentAccesses, recordEvent } from './audit.ts';
import { isDiskFull } from './deviceUnusable.ts';
import { Refusal, type Actor, type CallContext, type CommandContext, type Handlers } from './handler.ts';
import { judgeInput } from './plainInput.ts';
import { TookTooLong, withDeadline } from './withDeadline.ts';

export interface DispatchDeps {
  readonly db: Database;
  readonly handlers: Handlers;
  readonly actor: () => Actor;
  readonly profile: Profile;
  readonly now: () => Instant;
  readonly ports: Pick<EnginePorts, 'monotonicNow' | 'after' | 'newId'>;
  readonly publish: (topics: readonly string[]) => void;
  /** A command was committed: there is something to push. */
  readonly onCommand: () => void;
  readonly reportBug: (error: unknown, channel: string, reference: string) => void;
}

/** Where a call comes from, by the port it came through. */
export interface Origin {
  readonly printJob: Id | null;
}

export type Dispatch = (origin: Origin, channel: string, input: unknown) => Promise<Reply>;

type UntypedQuery = (db: ReadDb, input: unknown, context: CallContext) => unknown;
type UntypedCommand = (tx: WriteTx, input: unknown, context: CommandContext) => unknown;
type UntypedTask = (input: unknown, context: CallContext) => Promise<unknown>;

/**
 * The only door into the backend: known channel, size, schema, session and role, run, commit, audit, broadcast. Answers are values,
 * always; `internal` carries a reference number and nothing else.
 */
export function createDispatcher({ db, handlers, actor, profile, now, ports, publish, onCommand, reportBug }: DispatchDeps): Dispatch {
  const recent = createRecentAccesses(ports.monotonicNow);

  return async function dispatch(origin, channel, rawInput) {
    if (!isChannel(channel)) return failure('unknown_channel');
    const verdict = judgeInput(rawInput);
    if (verdict === 'too_large') return failure('too_large');
    if (verdict === 'not_plain') return { ok: false, error: { code: 'invalid_input', fields: [] } };
    const parsed = contract[channel].input.safeParse(rawInput);
    if (!parsed.success) return { ok: false, error: { code: 'invalid_input', fields: fieldsOf(parsed.error.issues) } };

    // Before anybody is asked who they are: what belongs to a desk is not even looked at where patients stand.
    if (profile === 'kiosk' && isForDesk(contract[channel])) return failure('forbidden');
    const who = actor();
    const context: CallContext = { actor: origin.printJob === null ? who : { ...who, role: 'print' }, now: now(), printJob: origin.printJob };
    if (!contract[channel].allow.includes(context.actor.role)) return failure('forbidden');
    try {
      return { ok: true, value: await run(channel, parsed.data, context) };
    } catch (error) {
      if (error instanceof TookTooLong) return failure('timed_out');
      if (error instanceof Refused) return { ok: false, error: { code: error.code } };
      const reference = ports.newId().slice(0, 8).toUpperCase();
      reportBug(error, channel, reference);
      if (isDiskFull(error)) return failure('disk_full');
      return { ok: false, error: { code: 'internal', reference } };
    }
  };

  async function run(channel: Channel, input: unknown, context: CallContext): Promise<unknown> {
    const kind = contract[channel].kind;
    if (kind === 'command') return runCommand(channel as CommandChannel, input, context);
    const output =
      kind === 'query'
        ? (handlers[channel] as UntypedQuery)(db.read, input, context)
        : // The page stops waiting at the same moment; what the task still does is harmless, its answer is dropped.
          await withDeadline(ports, limits.deadlineMs, (handlers[channel] as UntypedTask)(input, context));
    return disclose(channel, refuseIfRefusal(channel, output), context);
  }

  function runCommand(channel: CommandChannel, input: unknown, context: CallContext): unknown {
    const commandId = Id.parse((input as { commandId?: unknown }).commandId);
    // Row, outbox entry and audit event commit together: a crash leaves all of them or none.
    const { value, repeated } = db.write((tx) => {
      const before = byCommand(tx, commandId);
      if (before) {
        const same = before.channel === channel && before.input === JSON.stringify(input) && before.patientId === context.actor.patientId;
        if (!same) throw new Refused('id_reused');
        return { value: JSON.parse(before.output) as unknown, repeated: true };
      }
      const outcome = (handlers[channel] as UntypedCommand)(tx, input, { ...context, nextNumber: () => nextNumber(tx) });
      const output: unknown = contract[channel].output.parse(refuseIfRefusal(channel, outcome));
      const { role, patientId, signInId } = context.actor;
      enqueue(tx, { commandId, channel, input, output, role, patientId, signInId, at: context.now });
      recordEvent(tx, { actor: context.actor, action: channel, subject: patientId, at: context.now });
      return { value: output, repeated: false };
    });
    if (!repeated) {
      publish([featureOf(channel), `outbox:${commandId}`, 'sync']);
      onCommand();
    }
    return value;
  }

  /** Checks the answer and writes whose data it shows before anybody sees it. Throwing withholds the answer. */
  function disclose(channel: Channel, output: unknown, { actor: by, now: at }: CallContext): unknown {
    const procedure = contract[channel];
    const value: unknown = procedure.output.parse(output);
    const subjects = 'subjects' in procedure ? (procedure.subjects as ((value: unknown) => readonly string[]) | undefined) : undefined;
    const unwritten = [...new Set(subjects?.(value) ?? [])].filter((subject) => !recent.isRecent(by, channel, subject));
    if (unwritten.length > 0) {
      // Before the answer: an access that could not be written must not happen.
      db.write((tx) => unwritten.forEach((subject) => recordEvent(tx, { actor: by, action: channel, subject, at })));
      unwritten.forEach((subject) => recent.wrote(by, channel, subject));
    }
    return value;
  }
}

/** Leaves a transaction by rolling it back; becomes an answer. */
class Refused extends Error {
  readonly code: string;
  constructor(code: SystemCode | (string & {})) {
    super(code);
    this.code = code;
  }
}

function refuseIfRefusal(channel: Channel, outcome: unknown): unknown {
  if (!(outcome instanceof Refusal)) return outcome;
  const declared: readonly string[] = contract[channel].kind === 'query' ? [] : contract[channel as CommandChannel | TaskChannel].errors;
  if (!declared.includes(String(outcome.code))) throw new Error('an undeclared refusal');
  throw new Refused(String(outcome.code));
}

/** Names of fields come from our schema; a key the page made up is not repeated back. */
function fieldsOf(issues: readonly { readonly path: readonly PropertyKey[] }[]): string[] {
  return [...new Set(issues.flatMap(({ path }) => (path.length > 0 ? [path.map(String).join('.')] : [])))];
}

function failure(code: SystemCode): Reply {
  return { ok: false, error: { code } };
}
