import type { Patient, ServiceRequest } from '@medplum/fhirtypes';
import { ageOn } from '../../shared/lib/birthDate.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { dayOf, MoscowDay, type Instant } from '../../shared/lib/moscow.ts';
import { check, type Who } from '../../shared/lib/preparation.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { insertResource, readResource, type Stored } from '../fhir/resourceStore.ts';
import { lineAt, type AskedOrder } from './askedOrder.ts';
import { lockedLines, orderLine } from './orderLine.ts';
import { soldServices } from './soldServices.ts';

export interface OrderActor {
  readonly patient: Id;
  readonly relatedPerson: Id | null;
  readonly signIn: Id;
}

/** A birth date that is only a year says too little to refuse a test over it. */
function whoIs({ gender, birthDate }: Patient, day: MoscowDay): Who {
  const born = MoscowDay.safeParse(birthDate);
  return { sex: gender === 'male' || gender === 'female' ? gender : null, ageYears: born.success ? ageOn(born.data, day) : null };
}

/**
 * P2, P3. The order, whole or not at all. What a device says of prices and of what goes together is not taken for true: both are looked up
 * here, at this server's clock, and a price that is another one is the patient's to agree to first.
 */
export async function sendOrder(tx: Tx, { orderId, number, day, lines }: AskedOrder, actor: OrderActor, now: Instant): Promise<Stored<ServiceRequest>[]> {
  const today = dayOf(now);
  if (day !== null && day < today) throw new FhirRefusal(409, 'day_past', { expression: ['Parameters.parameter.day'] });
  if ((await lockedLines(tx, actor.patient, orderId)).length > 0) throw new FhirRefusal(409, 'id_taken', { expression: ['Parameters.parameter.orderId'] });
  const sold = await soldServices(tx, lines.map(({ code }) => code), now);
  const named = (wrong: (line: AskedOrder['lines'][number]) => boolean): string[] => lines.flatMap((line, index) => (wrong(line) ? [lineAt(index)] : []));

  const gone = named(({ code }) => !sold.has(code));
  if (gone.length > 0) throw new FhirRefusal(409, 'service_gone', { expression: gone });

  const patient = await readResource(tx, 'Patient', actor.patient);
  const { troubles } = check(lines.map(({ code }) => ({ code, rules: sold.get(code)?.rules ?? [] })), whoIs(patient, day ?? today));
  const blocked = new Set(troubles.filter(({ blocks }) => blocks).flatMap(({ services }) => services));
  if (blocked.size > 0) throw new FhirRefusal(409, 'order_blocked', { expression: named(({ code }) => blocked.has(code)) });

  const changed = named(({ code, kopecks }) => sold.get(code)?.kopecks !== kopecks);
  if (changed.length > 0) throw new FhirRefusal(409, 'price_changed', { expression: changed });

  const paper = { orderId, number, day, authoredOn: now, ...actor };
  const written: Stored<ServiceRequest>[] = [];
  for (const { lineId, code } of lines) {
    const service = sold.get(code);
    if (service) written.push(await insertResource(tx, orderLine(lineId, service, paper), { patient: actor.patient }));
  }
  return written;
}
