import type { ActivityDefinition, ChargeItemDefinition } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import { fromDecimalRoubles, type Kopecks } from '../../shared/lib/money.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { readRule, type Rule } from '../../shared/lib/preparation.ts';
import type { Reader } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { OfType } from '../fhir/resourceStore.ts';

export interface SoldService {
  readonly code: string;
  /** `text` and its translation, as a CodeableConcept has them. */
  readonly name: { readonly text: string; readonly _text?: object };
  readonly rules: readonly Rule[];
  /** In force at that moment. */
  readonly kopecks: Kopecks;
}

type Named = ActivityDefinition & { readonly _title?: object };

/** Active resources of a type that carry one of the codes, wherever in `code.coding` it stands. */
async function coded<T extends 'ActivityDefinition' | 'ChargeItemDefinition'>(from: Reader, type: T, codes: readonly string[], more: string, values: readonly unknown[] = []) {
  const { rows } = await from.query<{ code: string; content: OfType<T> }>(
    `select c->>'code' as code, r.content from resource r cross join jsonb_array_elements(r.content->'code'->'coding') as c
     where r.type = '${type}' and not r.deleted and r.content->>'status' = 'active'
       and c->>'system' = $1 and c->>'code' = any($2) ${more}`,
    [systems.nomenclature, [...codes], ...values],
  );
  return rows;
}

/** The price of each code that is in force at `at`; of several the list that began last, as a device reads them too. */
async function pricesInForce(from: Reader, codes: readonly string[], at: Instant): Promise<Map<string, Kopecks>> {
  const began = `coalesce(fhir_low(r.content->'effectivePeriod'->>'start'), '-infinity')`;
  const rows = await coded(
    from,
    'ChargeItemDefinition',
    codes,
    `and ${began} <= $3 and coalesce(fhir_high(r.content->'effectivePeriod'->>'end'), 'infinity') > $3 order by ${began}, r.id`,
    [timestamp(at)],
  );
  const prices = new Map<string, Kopecks>();
  for (const { code, content } of rows) {
    const base = (content as ChargeItemDefinition).propertyGroup?.flatMap((group) => group.priceComponent ?? []).find(({ type }) => type === 'base');
    const { value, currency = 'RUB' } = base?.amount ?? {};
    if (value !== undefined && value >= 0 && currency === 'RUB') prices.set(code, fromDecimalRoubles(value));
  }
  return prices;
}

/** Rules a service has, in the form of the wire; what cannot be read is refused when it is written (plainWrites.ts). */
export function rulesOf(service: ActivityDefinition): (Rule | null)[] {
  return (service.extension ?? []).filter(({ url }) => url === extensions.preparation).map(({ valueString }) => readRule(valueString ?? ''));
}

/** What the clinic sells at that moment of these codes: an active service with a price in force. */
export async function soldServices(from: Reader, codes: readonly string[], at: Instant): Promise<Map<string, SoldService>> {
  const prices = await pricesInForce(from, codes, at);
  const sold = new Map<string, SoldService>();
  for (const { code, content } of await coded(from, 'ActivityDefinition', codes, 'order by r.id')) {
    const kopecks = prices.get(code);
    const service: Named = content;
    if (kopecks === undefined) continue;
    const before = sold.get(code);
    const rules = rulesOf(service).filter((rule) => rule !== null);
    const name = { text: service.title ?? code, ...(service._title ? { _text: service._title } : {}) };
    sold.set(code, before ? { ...before, rules: [...before.rules, ...rules] } : { code, name, rules, kopecks });
  }
  return sold;
}
