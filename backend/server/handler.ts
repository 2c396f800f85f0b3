import type { Channel, CommandChannel, Feature, Input, Output, QueryChannel, RefusalCode, TaskChannel } from '../../shared/contract.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Role } from '../../shared/rpc/procedure.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';

/** An expected "no" that the contract declares. Returning one rolls the command back. */
export class Refusal<Code extends string> {
  readonly code: Code;
  constructor(code: Code) {
    this.code = code;
  }
}

export interface Representative {
  readonly patientId: Id;
  readonly name: { readonly family: string; readonly given: string; readonly patronymic: string | null };
}

/** Who calls, by the backend's own knowledge; the page never says. */
export interface Actor {
  readonly role: Role;
  readonly patientId: Id | null;
  readonly signInId: Id | null;
  /** Who acts for the patient of this session (row R10); absent: the patient does. */
  readonly representative?: Representative;
  /** Present for members of staff only (row R9). */
  readonly staffId?: Id;
}

export interface CallContext {
  readonly actor: Actor;
  /** Server time as this device knows it (own clock plus the measured offset). For showing and for policy, never for order. */
  readonly now: Instant;
  /** Id of the one print job a `print` window was opened for. */
  readonly printJob: Id | null;
}

export interface CommandContext extends CallContext {
  /** Takes the next number of this device, `К03-0417`, in the command's own transaction. */
  nextNumber(): string;
}

export type QueryHandler<C extends QueryChannel> = (db: ReadDb, input: Input<C>, context: CallContext) => Output<C>;
export type CommandHandler<C extends CommandChannel> = (tx: WriteTx, input: Input<C>, context: CommandContext) => Output<C> | Refusal<RefusalCode<C>>;
export type TaskHandler<C extends TaskChannel> = (input: Input<C>, context: CallContext) => Promise<Output<C> | Refusal<RefusalCode<C>>>;

export type Handler<C extends Channel> = C extends QueryChannel
  ? QueryHandler<C>
  : C extends CommandChannel
    ? CommandHandler<C>
    : C extends TaskChannel
      ? TaskHandler<C>
      : never;

export type Handlers = { readonly [C in Channel]: Handler<C> };
/** What one feature must provide: all of its channels, and nothing else. */
export type HandlersOf<F extends Feature> = { readonly [C in Extract<Channel, `${F}.${string}`>]: Handler<C> };
