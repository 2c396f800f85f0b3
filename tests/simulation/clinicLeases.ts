import { generateKeyPairSync, sign } from 'node:crypto';
import * as z from 'zod';
import type { LeasePolicy } from '../../clinic-server/leases/policy.ts';
import type { Relied } from '../../clinic-server/leases/relied.ts';
import { provenLease, signedLease, type SignedLease } from '../../clinic-server/leases/statement.ts';
import { ClaimPart, LeasePart } from '../../clinic-server/restore/reportBody.ts';
import { grantLeases, reportLeases, returnLease } from '../../clinic-server/scheduling/leases.ts';
import { everyParameter, readParameters, required, SlotReference, UrnId } from '../../clinic-server/scheduling/parameters.ts';
import type { Lease, LeasedTime } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Work } from './clinicDatabase.ts';

/** A few times of the next days for each device: enough that the line may fall at any moment. */
const policy: LeasePolicy = { horizonDays: 2, shareOfSatellite: 0.4, shareOfOffice: {}, mostPerDevice: 5 };

interface Needs {
  readonly office: Id;
  readonly devices: () => readonly Id[];
  readonly newId: () => Id;
  readonly now: () => Instant;
  readonly epoch: () => string;
}

/** What a device may ask about its leases: clinic-server/leases and clinic-server/restore over the simulator's store. */
export function createClinicLeases({ office, devices, newId, now, epoch }: Needs) {
  const pair = generateKeyPairSync('ed25519');
  const denyKey = { publicKey: String(pair.publicKey.export({ format: 'jwk' }).x), sign: (bytes: Buffer) => sign(null, bytes, pair.privateKey) };
  /** A statement is asked for every minute and stays the same. */
  const statements = new Map<string, SignedLease>();
  const granted = new Set<string>();
  let reported = new Set<Id>();

  function statementOf(lease: LeasedTime): SignedLease {
    const name = `${lease.leaseId} ${epoch()} ${lease.startsAt}`;
    const known = statements.get(name) ?? signedLease(lease, { epoch: epoch(), denyKey });
    statements.set(name, known);
    granted.add(`${lease.device} ${lease.slot}`);
    return known;
  }

  const operations: Readonly<Record<string, (inside: Work, device: Id, body: unknown) => Promise<object | null>>> = {
    async '/fhir/Slot/$lease'({ store }, device, body) {
      const except = everyParameter(body, 'except', z.object({ valueReference: SlotReference })).map(({ valueReference }) => valueReference);
      const told = await grantLeases(store, { device, office, devices: devices(), share: policy.shareOfSatellite, except, newId }, policy, now());
      const leases = told.leases.map(statementOf).map(({ lease, signature }) => ({ name: 'lease', part: [{ name: 'lease', valueString: lease }, { name: 'signature', valueString: signature }] }));
      const wanted = told.wanted.map(({ slot, leaseId }) => ({ name: 'wanted', part: [{ name: 'slot', valueReference: { reference: `Slot/${slot}` } }, { name: 'leaseId', valueUuid: `urn:uuid:${leaseId}` }] }));
      return { resourceType: 'Parameters', parameter: [...leases, ...wanted] };
    },
    async '/fhir/Slot/$return-lease'({ store }, device, body) {
      const read = readParameters(body);
      await returnLease(store, { device, slot: required(read('slot', 'valueReference', SlotReference), 'slot'), leaseId: required(read('leaseId', 'valueUuid', UrnId), 'leaseId') });
      return null;
    },
    async '/fhir/Slot/$report'({ store, tables }, device, body) {
      // Once an epoch: what comes again says what was true then.
      if (reported.has(device)) return null;
      reported.add(device);
      const leases = everyParameter(body, 'lease', LeasePart)
        .map((signed) => provenLease(signed, denyKey))
        .filter((lease): lease is Lease => lease?.device === device);
      const claims = everyParameter(body, 'claim', ClaimPart).filter(({ word }) => isFormer(word, tables.leases.ordinal));
      await reportLeases(store, { device, leases, claims });
      if (devices().every((one) => reported.has(one))) tables.leases.closed = false;
      return null;
    },
  };

  return {
    denyKey,
    operation: (path: string) => operations[path] ?? null,
    wasLeased: (device: Id, slot: Id): boolean => granted.has(`${device} ${slot}`),
    relied(lease: Lease | null, word: number | null, ordinal: number): Relied | null {
      if (lease !== null) return { lease, word: lease.word };
      return word !== null && isFormer(word, ordinal) ? { lease: null, word } : null;
    },
    restored(): void {
      reported = new Set();
    },
  };
}

/** A word of the present history proves nothing that the server does not know itself. */
const isFormer = (word: number, ordinal: number): boolean => word < ordinal * 2 ** 40;

export type ClinicLeases = ReturnType<typeof createClinicLeases>;
