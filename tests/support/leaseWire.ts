import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { TestDevice } from './clinicDevice.ts';
import { at, client } from './fhirClient.ts';

export interface ToldLease {
  readonly slot: Id;
  readonly said: { readonly slot: Id; readonly device: Id; readonly leaseId: Id; readonly word: number; readonly epoch: string; readonly startsAt: Instant; readonly endsAt: Instant };
  readonly signed: { readonly lease: string; readonly signature: string };
}

interface Told {
  readonly leases: readonly ToldLease[];
  readonly wanted: readonly { readonly slot: Id; readonly leaseId: Id }[];
}

type Part = Readonly<Record<string, unknown>> & { readonly name: string };

/** `$lease` as a device asks it, and what it is told. */
export async function askLeases(device: TestDevice, url: string | null = null): Promise<Told> {
  const ask = url === null ? device.ask : client(url, device.token);
  const answer = await ask('POST', '/fhir/Slot/$lease', { resourceType: 'Parameters' });
  if (answer.status !== 200) throw new Error(`$lease answered ${answer.status}`);
  const parameter = (at(answer.body, 'parameter') ?? []) as readonly (Part & { readonly part: readonly Part[] })[];
  const named = (name: string) => parameter.filter((one) => one.name === name).map(({ part }) => (inside: string, element: string) => String(at(part.find((one) => one.name === inside), ...element.split('.'))));
  return {
    leases: named('lease').map((read) => {
      const signed = { lease: read('lease', 'valueString'), signature: read('signature', 'valueString') };
      const said = JSON.parse(Buffer.from(signed.lease, 'base64url').toString('utf8')) as ToldLease['said'];
      return { slot: said.slot, said, signed };
    }),
    wanted: named('wanted').map((read) => ({ slot: read('slot', 'valueReference.reference').slice('Slot/'.length), leaseId: read('leaseId', 'valueUuid').slice('urn:uuid:'.length) })),
  };
}

/** The part of `$book` and `$reschedule` that proves a lease. */
export function leasePart({ lease, signature }: ToldLease['signed']): object {
  return { name: 'lease', part: [{ name: 'lease', valueString: lease }, { name: 'signature', valueString: signature }] };
}
