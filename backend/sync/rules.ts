import type { CommandChannel, Feature, Input } from '../../shared/contract.ts';
import type { PersonalType, SharedType } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';
import type { ClinicRequest } from './clinicApi.ts';

export type PulledType = SharedType | PersonalType;

/** A resource as it came over the wire, already known to have type, id and version. Rules read it with zod before trusting a field. */
export interface PulledResource {
  readonly resourceType: PulledType;
  readonly id: Id;
  readonly version: number;
  readonly content: unknown;
}

/** What the outbox remembers beside the command's input. */
export interface EntryContext {
  readonly commandId: Id;
  readonly patientId: Id | null;
  readonly signInId: Id | null;
  /** Values the handler's output had, e.g. the slip number. */
  readonly output: unknown;
}

type CommandOf<F extends Feature> = Extract<CommandChannel, `${F}.${string}`>;

export type Upcasters = Readonly<Record<number, (written: Written) => Written>>;

/** A command as it was committed: what was asked and what the handler had answered. */
export interface Written {
  readonly input: unknown;
  readonly output: unknown;
}

export interface PushRule<C extends CommandChannel> {
  /**
   * For a command whose version was raised: `1` makes a version 1 entry into one of version 2, and so on up to the present one. Kept for
   * the two versions before it: a queue that was written by the build before the last must still be understood.
   */
  readonly upcast?: Upcasters;
  /** `Type/id` of the rows it is about: later entries about them wait for this one, and a pull leaves them alone until it has settled. */
  touches(input: Input<C>): readonly string[];
  /** Only these are left alone, when a feature changes fewer rows than it is about: none, if it lays its requests over the server's rows on reading. */
  locks?(input: Input<C>, output?: unknown): readonly string[];
  /** `db` is for what the feature kept on disk beside the entry; personal rows may be gone by now. */
  toRequest(input: Input<C>, entry: EntryContext, db: ReadDb): ClinicRequest;
  /** The server did it; `body` is its answer, `output` what the handler had said here. */
  applied(tx: WriteTx, input: Input<C>, body: unknown, output?: unknown): void;
  /** The server refused a command this device had accepted: becomes visible, never silent. */
  refused(tx: WriteTx, input: Input<C>, code: string): void;
  /** Undoes here what was never sent. Left out: what a person signed, or a paper already proves, is not taken back. False: this one cannot be. */
  withdraw?(tx: WriteTx, input: Input<C>, entry: EntryContext): boolean;
}

/** How one feature takes in what the clinic server says and tells it what happened here. */
export interface SyncRules<F extends Feature> {
  readonly apply?: { readonly [T in PulledType]?: (tx: WriteTx, resource: PulledResource) => void };
  readonly remove?: { readonly [T in PulledType]?: (tx: WriteTx, id: Id) => void };
  readonly push: { readonly [C in CommandOf<F>]: PushRule<C> };
}

export type AllSyncRules = { readonly [F in Feature]: SyncRules<F> };
