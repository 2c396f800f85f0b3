import type { Id } from '../../shared/lib/ids.ts';
import { instant, type Instant } from '../../shared/lib/moscow.ts';
import type { Database, WriteTx } from '../db/types.ts';
import type { ClinicAnswer, ClinicLine } from './clinicApi.ts';
import { readDevice } from './deviceRecord.ts';
import { assertServed, RoundStopped } from './failure.ts';
import { readLeaseAnswer, type LeaseAnswer } from './leaseAnswer.ts';
import { believedLease, type SignedLease } from './leaseStatement.ts';
import { addReturn, dropLease, listClaims, listLeases, listReturns, reportAnswered, reportDue, returnAcknowledged, saveLease, unsettledSlots, type Lease } from './leaseStore.ts';
import type { EnginePorts } from './ports.ts';

export interface LeaseDeps {
  readonly db: Database;
  readonly clinic: Pick<ClinicLine, 'send' | 'clockOffsetMs'>;
  readonly ports: Pick<EnginePorts, 'wallNow' | 'monotonicNow'>;
  /** A time somebody at this device is about to book: it is not given back under their hands. */
  readonly inUse: () => Id | null;
  /** What this device may give out has changed. */
  readonly onChanged: () => void;
}

const askEveryMs = 60_000;

/**
 * Which times are this device's alone to give out. Its rules are those of tests/model/lease/rules.ts: a lease is forgotten here before it
 * goes back, a time with anything unsettled is neither given back nor taken anew, and to a server of another history it first reports.
 */
export function createLeasing({ db, clinic, ports, inUse, onChanged }: LeaseDeps) {
  let askedAt = Number.NEGATIVE_INFINITY;
  const now = (): Instant => instant(ports.wallNow() + clinic.clockOffsetMs());
  const post = (path: string, parameter: readonly object[]): Promise<ClinicAnswer> =>
    clinic.send({ method: 'POST', path, as: 'device', body: { resourceType: 'Parameters', parameter } });

  /** To a new history of the server: what this device has, and what it stands for. Nothing else goes out before it is answered. */
  async function report(): Promise<void> {
    const epoch = reportDue(db.read);
    if (epoch === null) return;
    const signed = ({ statement, signature }: Pick<Lease, 'statement' | 'signature'>) => [{ name: 'lease', valueString: statement }, { name: 'signature', valueString: signature }];
    const leases = listLeases(db.read).filter(({ startsAt }) => startsAt > now()).map((lease) => ({ name: 'lease', part: signed(lease) }));
    const claims = listClaims(db.read, now()).map(({ slotId, appointmentId, word, statement, signature }) => ({
      name: 'claim',
      part: [
        { name: 'slot', valueReference: { reference: `Slot/${slotId}` } },
        { name: 'appointment', valueReference: { reference: `Appointment/${appointmentId}` } },
        { name: 'word', valueString: String(word) },
        ...(statement === null || signature === null ? [] : [{ name: 'lease', part: signed({ statement, signature }) }]),
      ],
    }));
    const answer = await post('/fhir/Slot/$report', [...leases, ...claims]);
    assertServed(answer);
    // A server without this operation has no leases either, and nothing to be told.
    if (answer.status >= 300 && answer.status !== 404) throw new RoundStopped('server_error', answer.retryAfterMs);
    db.write((tx) => reportAnswered(tx, epoch));
    askedAt = Number.NEGATIVE_INFINITY;
  }

  async function sendReturns(): Promise<void> {
    for (const lease of listReturns(db.read)) {
      const answer = await post('/fhir/Slot/$return-lease', [
        { name: 'slot', valueReference: { reference: `Slot/${lease.slotId}` } },
        { name: 'leaseId', valueUuid: `urn:uuid:${lease.leaseId}` },
      ]);
      assertServed(answer);
      if (answer.status >= 300 && answer.status !== 404) throw new RoundStopped('server_error', answer.retryAfterMs);
      db.write((tx) => returnAcknowledged(tx, lease));
    }
  }

  async function ask(): Promise<void> {
    const open = [...unsettledSlots(db.read)].map((slotId) => ({ name: 'except', valueReference: { reference: `Slot/${slotId}` } }));
    const answer = await post('/fhir/Slot/$lease', open);
    assertServed(answer);
    // A clinic without leases; asked again all the same, for it may be updated.
    if (answer.status === 404) return;
    if (answer.status !== 200) throw new RoundStopped('server_error', answer.retryAfterMs);
    const told = readOrStop(answer.body);
    if (db.write((tx) => take(tx, told))) onChanged();
  }

  /** True when anything is different now. One commit: between dropping a lease and noting its return a crash would keep its time from everybody. */
  function take(tx: WriteTx, { leases, wanted }: LeaseAnswer): boolean {
    const before = JSON.stringify(listLeases(tx));
    const unsettled = unsettledSlots(tx);
    for (const lease of wanted) {
      if (unsettled.has(lease.slotId) || lease.slotId === inUse()) continue;
      dropLease(tx, lease);
      addReturn(tx, lease);
    }
    const returning = new Set(listReturns(tx).map(({ slotId }) => slotId));
    const named = believedOf(leases);
    // What the server does not name any more it has taken back: a promise made on it would not stand.
    for (const lease of listLeases(tx)) if (!named.some(({ leaseId }) => leaseId === lease.leaseId)) dropLease(tx, lease);
    // Asked while an entry was made: the lease it names may be the very one that has just been given out.
    for (const lease of named) if (!unsettled.has(lease.slotId) && !returning.has(lease.slotId)) saveLease(tx, lease);
    return JSON.stringify(listLeases(tx)) !== before;
  }

  function believedOf(leases: readonly SignedLease[]): Lease[] {
    const device = readDevice(db.read)?.record;
    const key = device?.denyKey;
    if (!device || key === undefined) return [];
    // The same statement is told every minute, and was believed when it came to be kept here.
    const kept = new Map(listLeases(db.read).map((lease) => [lease.statement, lease]));
    return leases.flatMap((signed) => {
      const known = kept.get(signed.lease);
      if (known?.signature === signed.signature) return known.startsAt > now() ? [known] : [];
      const said = believedLease(signed, key);
      if (said === null || said.device !== device.deviceId || said.startsAt <= now()) return [];
      const { slot: slotId, leaseId, word, startsAt, endsAt } = said;
      return [{ slotId, leaseId, word, startsAt, endsAt, statement: signed.lease, signature: signed.signature }];
    });
  }

  return {
    report,
    /** Gives back what is to go back, then asks what is this device's now; an answer that was lost is asked for again in the next round. */
    async renew(): Promise<void> {
      if (reportDue(db.read) !== null) return;
      await sendReturns();
      if (ports.monotonicNow() - askedAt < askEveryMs) return;
      await ask();
      await sendReturns();
      askedAt = ports.monotonicNow();
    },
  };
}

function readOrStop(body: unknown): LeaseAnswer {
  try {
    return readLeaseAnswer(body);
  } catch {
    throw new RoundStopped('server_error');
  }
}
