import type { Output, RefusalCode } from '../../shared/contract.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { DeviceDatabase } from '../db/open.ts';
import { Unreachable, type ClinicLine } from './clinicApi.ts';
import { renewDenyList } from './denyList.ts';
import { readDevice, saveDevice, saveEpoch, type DeviceRecord } from './deviceRecord.ts';
import { askDevice } from './enrolment.ts';
import { EpochChanged, failureOf, retryDelay, RoundStopped } from './failure.ts';
import { retryErrors } from './feedRows.ts';
import { forgetHistory, position } from './feedStore.ts';
import { leaveBehind } from './leaveBehind.ts';
import { createLeasing } from './leases.ts';
import { setReportDue } from './leaseStore.ts';
import type { LineState } from './lineState.ts';
import { createLoop } from './loop.ts';
import { keepNudges } from './nudges.ts';
import { counts, forgetOld, queueAppliedAgain } from './outbox.ts';
import { createOutcomes } from './outcomes.ts';
import { createPageSize } from './pageSize.ts';
import type { EnginePorts } from './ports.ts';
import { NoLongerWanted, pull, type PullDeps } from './pull.ts';
import { push, type PushDeps } from './push.ts';
import { indexRules } from './ruleIndex.ts';
import type { AllSyncRules } from './rules.ts';
import { renewSealKeys } from './sealKeys.ts';
import { createTurns } from './turns.ts';
import { withdraw, type WithdrawAsk, type Withdrawn } from './withdraw.ts';

export interface EngineDeps {
  readonly db: DeviceDatabase;
  readonly clinic: ClinicLine;
  readonly line: LineState;
  readonly rules: AllSyncRules;
  readonly ports: EnginePorts;
  /** Who is signed in at this device now. */
  readonly patient: () => { readonly patientId: Id; readonly signInId: Id } | null;
  /** The server does not believe the signed-in patient's token any more. */
  readonly patientRefused: (signInId: Id) => Promise<void>;
  /** On a kiosk only the signed-in patient's rows may be in memory; at a desk all are in the file. */
  readonly personalInMemory: boolean;
  /** A time somebody at this device is about to book. */
  readonly timeInUse: () => Id | null;
  readonly publish: (topics: readonly string[]) => void;
  readonly reportBug: (error: unknown, where: string) => void;
  readonly onDevice: (record: DeviceRecord) => void;
}

const pollMs = { withNudges: 60_000, without: 5_000 } as const;
const waitedForMs = 30_000;
const pruneEveryMs = 6 * 3_600_000;
const denyListEveryMs = 30_000;
const sealKeysEveryMs = 600_000;

/** Keeps device and clinic server the same, and says honestly how far it has come. */
export function createEngine({ db, clinic, line, rules: allRules, ports, patient, patientRefused, personalInMemory, timeInUse, publish, reportBug, onDevice }: EngineDeps) {
  const rules = indexRules(allRules);
  const inTurn = createTurns();
  const outcomes = createOutcomes(db.read, ports);
  // O7: by this machine's own clock, one that jumps a month ahead would forget what a restored server has to be told again.
  const serverNow = (): number => ports.wallNow() + clinic.clockOffsetMs();
  const rowDeps = { rules, wallNow: serverNow, reportBug };
  const leasing = createLeasing({ db, clinic, ports, inUse: timeInUse, onChanged: () => publish(['leases', 'schedule', 'doctors']) });
  const loop = createLoop(round);
  const pageSize = createPageSize();
  let stopped = false;
  let failures = 0;
  let deviceAsked = false;
  let prunedAt = Number.NEGATIVE_INFINITY;
  let denyListAt = Number.NEGATIVE_INFINITY;
  let sealKeysAt = Number.NEGATIVE_INFINITY;
  let progress: { readonly done: number; readonly total: number | null } = { done: 0, total: null };
  let callOffNext = (): void => undefined;
  let nudges: ReturnType<typeof keepNudges> | null = null;

  const wanted = (): boolean => !stopped;
  const pushDeps: PushDeps = {
    ...rowDeps, db, clinic, wanted,
    // Until the first load is whole the answer's row would find no patient to stand beside and yet count as known: the feed brings it.
    holdsPatient: (patientId) => !personalInMemory || patientId === null || (patientId === patient()?.patientId && position(db.read, 'personal').complete),
    // Staff have no sign-in that an entry remembers: a screen waits for its answer for so long, then goes on.
    attended: ({ signInId, queuedAt }) => (signInId === null ? serverNow() - queuedAt < waitedForMs : patient()?.signInId === signInId),
    onSettled: (commandId, topics) => {
      publish([...new Set(topics), `outbox:${commandId}`, 'sync']);
      outcomes.settled(commandId);
    },
  };

  function pullDeps(stillWanted: () => boolean): PullDeps {
    return {
      ...rowDeps, db, clinic, pageSize, newId: ports.newId, monotonicNow: ports.monotonicNow, forOffice: !personalInMemory, wanted: stillWanted,
      onPage: ({ features, done, total }) => {
        const loading = firstLoad() !== null;
        progress = { done, total };
        if (features.length > 0 || loading) publish([...new Set([...features, ...(loading || done === total ? ['device'] : [])])]);
      },
    };
  }

  async function round(): Promise<void> {
    if (stopped) return;
    callOffNext();
    try {
      const again = await inTurn(exchange);
      failures = 0;
      line.roundEnded(null);
      const interval = nudges?.live() ? pollMs.withNudges : pollMs.without;
      next(again ? retryDelay('server_error', 0, ports.random()) : interval * (0.75 + ports.random() / 2));
    } catch (error) {
      if (stopped) return;
      if (error instanceof EpochChanged) restart();
      else if (!(error instanceof Unreachable || error instanceof RoundStopped)) reportBug(error, 'sync');
      const failure = failureOf(error);
      if (failure === 'refused_device') await inTurn(() => leaveBehind(pushDeps, clinic, restart));
      failures += 1;
      line.roundEnded(failure);
      const asked = error instanceof RoundStopped ? (error.retryAfterMs ?? 0) : 0;
      // Asked to wait by the server, devices still spread out, or they all return together.
      next(error instanceof EpochChanged && failures < 3 ? 0 : asked + retryDelay(failure, failures, ports.random()));
    }
  }

  function next(milliseconds: number): void {
    callOffNext();
    if (!stopped) callOffNext = ports.after(milliseconds, trigger);
  }

  function trigger(): void {
    // A round reports its own failures; nothing is left to reject but a bug.
    loop().catch((error: unknown) => reportBug(error, 'sync'));
  }

  async function exchange(): Promise<boolean> {
    // A line that was down is tried with a harmless question: what waits is then surely unsent, and can still be taken back.
    if (!deviceAsked || line.read().line === 'down') await readDeviceAgain();
    checkEpoch();
    const stumbles: RoundStopped[] = [];
    let again = false;
    await survive(stumbles, async () => {
      // To a restored server nothing is sent before it knows what this device stands for.
      await leasing.report();
      again = await push(pushDeps);
    });
    await survive(stumbles, leasing.renew);
    await pull(pullDeps(wanted), 'shared');
    // After an answer: only then is the server's time known, whatever has become of this clock.
    prune();
    await readDenyListAgain();
    await readSealKeysAgain();
    await pullPatient();
    if (stumbles[0]) throw stumbles[0];
    return again;
  }

  /** One entry the server stumbles over must not keep the device from hearing news. */
  async function survive(stumbles: RoundStopped[], step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof RoundStopped) || error.failure !== 'server_error') throw error;
      stumbles.push(error);
    }
  }

  /** Nobody signs in at a kiosk without the server, so only desks keep the list. */
  async function readDenyListAgain(): Promise<void> {
    if (personalInMemory || ports.monotonicNow() - denyListAt < denyListEveryMs) return;
    await renewDenyList(db, clinic);
    denyListAt = ports.monotonicNow();
  }

  /** Everybody checks papers, kiosks too; a device nobody has heard of is rare, and `seals.check` asks by itself. */
  async function readSealKeysAgain(): Promise<void> {
    if (ports.monotonicNow() - sealKeysAt < sealKeysEveryMs) return;
    await renewSealKeys(db, clinic);
    sealKeysAt = ports.monotonicNow();
  }

  async function pullPatient(): Promise<void> {
    // A desk keeps the patients of its office in its file, whoever works at it.
    if (!personalInMemory) return await pull(pullDeps(wanted), 'personal');
    const who = patient();
    // Before the first whole load the patient's feed belongs to `loadPatient`, which tells whether it came to its end.
    if (!who || !position(db.read, 'personal').complete) return;
    try {
      await pull(pullDeps(() => wanted() && patient()?.signInId === who.signInId), 'personal');
    } catch (error) {
      if (!(error instanceof NoLongerWanted)) throw error;
      // Still the same person: it was not they who left.
      if (wanted() && patient()?.signInId === who.signInId) await patientRefused(who.signInId);
    }
  }

  async function readDeviceAgain(): Promise<void> {
    try {
      const record = await askDevice(clinic, readDevice(db.read)?.record.tlsPins ?? []);
      if (stopped) return;
      db.write((tx) => saveDevice(tx, record));
      onDevice(record);
      publish(['device']);
    } catch (error) {
      // The policy of yesterday is good enough to work with.
      if (!(error instanceof RoundStopped) || error.failure !== 'server_error') throw error;
    }
    deviceAsked = true;
  }

  function checkEpoch(): void {
    const [ours, theirs] = [readDevice(db.read)?.epoch ?? null, clinic.serverEpoch()];
    if (theirs === null || theirs === ours) return;
    if (ours !== null) throw new EpochChanged('epoch');
    db.write((tx) => saveEpoch(tx, theirs));
    clinic.useEpoch(theirs);
  }

  /** The server was restored from a backup: read everything again, and tell it again what it may have forgotten. */
  function restart(): void {
    const theirs = clinic.serverEpoch();
    const another = theirs !== null && theirs !== readDevice(db.read)?.epoch;
    // One commit, or a crash between would leave a cursor of one history with the versions of another.
    db.write((tx) => {
      forgetHistory(tx, 'shared');
      forgetHistory(tx, 'personal');
      if (!another) return;
      saveEpoch(tx, theirs);
      queueAppliedAgain(tx);
      setReportDue(tx, theirs);
    });
    if (another) clinic.useEpoch(theirs);
  }

  function prune(): void {
    if (ports.monotonicNow() - prunedAt < pruneEveryMs) return;
    db.write((tx) => forgetOld(tx, serverNow()));
    prunedAt = ports.monotonicNow();
  }

  async function loadPatient(): Promise<void> {
    const who = patient();
    if (!who) throw new Error('no patient to load');
    try {
      await inTurn(async () => {
        // First what they did here before, so that what the server tells includes it.
        await leasing.report().then(() => push(pushDeps)).catch((error: unknown) => {
          if (!(error instanceof RoundStopped)) throw error;
        });
        await pull(pullDeps(() => wanted() && patient()?.signInId === who.signInId), 'personal');
      });
    } catch (error) {
      if (error instanceof EpochChanged) restart();
      throw error instanceof RoundStopped || error instanceof EpochChanged || error instanceof NoLongerWanted ? new Unreachable('not served') : error;
    }
  }

  function firstLoad(): { readonly done: number; readonly total: number | null } | null {
    return position(db.read, 'shared').complete ? null : progress;
  }

  return {
    start(): void {
      const known = readDevice(db.read)?.epoch ?? null;
      if (known !== null) clinic.useEpoch(known);
      db.write((tx) => retryErrors(tx, rowDeps, 'shared'));
      if (!personalInMemory) db.write((tx) => retryErrors(tx, rowDeps, 'personal'));
      nudges = keepNudges({ clinic, ports, trigger, believedUp: () => line.read().line === 'up' });
      trigger();
    },
    /** After it, nothing of a round that is still on its way is kept. */
    stop(): void {
      stopped = true;
      callOffNext();
      nudges?.stop();
      outcomes.stop();
    },
    trigger,
    /** Waits for the round that answers this trigger. */
    roundDone: loop,
    /** A request, perhaps somebody else's, showed that the line went down or came back. */
    lineChanged(): void {
      if (stopped) return;
      if (line.read().line === 'up') nudges?.hurry();
      if (line.read().line === 'down') next(retryDelay('unreachable', failures, ports.random()));
    },
    status: (): Output<'sync.status'> => ({ ...line.read(), ...counts(db.read), clockOffsetMs: clinic.clockOffsetMs() }),
    outcome: outcomes.wait,
    withdraw(ask: WithdrawAsk): Withdrawn | RefusalCode<'sync.withdraw'> {
      const done = withdraw(db, rules, ask);
      if (typeof done === 'string') return done;
      publish([...done.features, ...done.commandIds.map((commandId) => `outbox:${commandId}`), 'sync']);
      done.commandIds.forEach(outcomes.settled);
      return done;
    },
    loadPatient,
    firstLoad,
  };
}
