import type { Output, RefusalCode } from '../../shared/contract.ts';
import type { DeviceProblem } from '../../shared/features/device.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Paper } from '../../shared/rpc/shell.ts';
import type { ReadDb } from '../db/types.ts';
import type { ClinicApi } from '../sync/clinicApi.ts';
import type { DeviceRecord } from '../sync/deviceRecord.ts';
import type { WithdrawAsk, Withdrawn } from '../sync/withdraw.ts';
import type { Counting } from './counting.ts';
import type { EsiaEnded, EsiaOrder } from './esiaWindow.ts';
import type { Desk } from './desk.ts';
import type { Actor, Representative } from './handler.ts';
import type { SealFacts } from './sealing.ts';
import type { SessionEnding } from './sessionEnding.ts';
import type { SignIns } from './signIns.ts';
import type { StaffDoor } from './staffDoor.ts';

/** The one patient (or nobody) a kiosk serves. Tokens live in here and nowhere else. */
export interface Session {
  actor(): Actor;
  /** Personal rows are read and the cursor kept only after this. */
  begin(patient: { patientId: Id; signInId: Id; token: string; representative?: Representative }): void;
  /** Forgets token and patient. Idempotent. `why`: it was ended elsewhere, and whoever stands in front is to be told. */
  end(why?: SessionEnding | null): void;
  /** Why the last session ended without its person; null once somebody has signed in since. */
  ending(): SessionEnding | null;
}

export interface SyncEngine {
  /** "Something to push or pull": at most one round runs and one waits. */
  trigger(): void;
  status(): Output<'sync.status'>;
  outcome(commandId: Id, waitMs: number): Promise<Output<'sync.outcome'>>;
  /** Takes back what was never sent, or says why not. */
  withdraw(ask: WithdrawAsk): Withdrawn | RefusalCode<'sync.withdraw'>;
  /** Reads the signed-in patient's compartment into memory; rejects with `Unreachable`. Later pulls go on from its cursor. */
  loadPatient(): Promise<void>;
  firstLoad(): { readonly done: number; readonly total: number | null } | null;
}

/** The rest of the machine, as main offers it. */
export interface Shell {
  print(job: { printJob: Id; paper: Paper }): Promise<'printed' | 'no_printer' | 'failed'>;
  /** Shows the sign-in window of ESIA and answers when it has gone, after minutes. */
  openEsia(order: EsiaOrder): Promise<EsiaEnded>;
  /** Asks main to end this session's window, partition and process, once the answer to the caller is out. */
  leave(): void;
  /** Asks main to end the whole app, once the answer to the caller is out. Who may, the caller has checked. */
  exit(): void;
}

/** Everything a feature's handlers may be built from. Features take what they need as arguments; there are no singletons. */
export interface BackendParts {
  readonly read: ReadDb;
  readonly clinic: ClinicApi;
  readonly session: Session;
  readonly signIns: SignIns;
  readonly sync: SyncEngine;
  readonly shell: Shell;
  readonly staff: StaffDoor;
  readonly desk: Desk;
  readonly counting: Counting;
  /** Address of the clinic server. */
  readonly server: string;
  readonly device: () => DeviceRecord;
  readonly problem: () => DeviceProblem | null;
  readonly appVersion: string;
  readonly now: () => Instant;
  /** The text of a paper's QR code, signed by this device: any device of the clinic can tell it from a forgery without a line. */
  readonly seal: (facts: SealFacts) => string;
  /** Asks the centre for the list of keys that papers are checked with. Rejects with `Unreachable`. */
  readonly renewSealKeys: () => Promise<void>;
  readonly newId: () => Id;
  /** Says which time somebody here is about to book, null for none: one this device alone gives out is not given back under their hands. */
  readonly noteTimeInUse: (slotId: Id | null) => void;
  /** Tells every window which topics changed. */
  readonly publish: (topics: readonly string[]) => void;
  /** Runs before the session is forgotten: hold given back, sign-out sent. Each gets 800 ms together with the others. */
  readonly onLeave: (action: () => Promise<void>) => void;
}
