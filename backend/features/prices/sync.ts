import * as z from 'zod';
import { Beside, CodeableConcept, codingOf, kopecksOf, localText, Money } from '../../../shared/fhir/fields.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { addDays, fromWire, moscowDay, startOf } from '../../../shared/lib/moscow.ts';
import { searchable } from '../../../shared/lib/wordSearch.ts';
import type { SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const ActivityDefinition = z.object({
  id: Id,
  status: z.string(),
  title: z.string(),
  _title: Beside.optional(),
  code: CodeableConcept,
  topic: z.array(CodeableConcept).optional(),
});

const Period = z.object({ start: z.string().optional(), end: z.string().optional() });

const ChargeItemDefinition = z.object({
  id: Id,
  status: z.string(),
  code: CodeableConcept,
  effectivePeriod: Period.optional(),
  propertyGroup: z.array(z.object({ priceComponent: z.array(z.object({ type: z.string(), amount: Money.optional() })).optional() })),
});

/** The national code, or a failure to parse: a service without it can be neither found nor priced. */
function nationalCode(concept: z.infer<typeof CodeableConcept>): string {
  return z.string().min(1).parse(codingOf(concept, systems.nomenclature)?.code);
}

/** R4 dateTime may be a day only. It begins at midnight in Moscow; as an end it is meant to the end of that day. */
function dateTime(text: string, edge: 'start' | 'end'): number {
  if (text.includes('T')) return fromWire(text);
  const day = moscowDay(text);
  return edge === 'start' ? startOf(day) : startOf(addDays(day, 1));
}

function toService(content: unknown): store.PricedServiceRow {
  const service = ActivityDefinition.parse(content);
  const code = nationalCode(service.code);
  const name = localText(service.title, service._title);
  const coding = codingOf(service.topic?.[0], systems.serviceCategory);
  const category = localText(coding?.display ?? '', coding?._display);
  return {
    id: service.id,
    active: service.status === 'active' ? 1 : 0,
    code,
    nameRu: name.ru,
    nameEn: name.en,
    category: coding?.code ?? '',
    categoryRu: category.ru,
    categoryEn: category.en,
    folded: searchable(code, name.ru, name.en),
  };
}

function toPrice(content: unknown): store.PriceRow {
  const definition = ChargeItemDefinition.parse(content);
  const { start, end } = definition.effectivePeriod ?? {};
  const base = definition.propertyGroup.flatMap((group) => group.priceComponent ?? []).find(({ type }) => type === 'base');
  return {
    id: definition.id,
    active: definition.status === 'active' ? 1 : 0,
    code: nationalCode(definition.code),
    kopecks: kopecksOf(Money.parse(base?.amount)),
    startsAt: start === undefined ? 0 : dateTime(start, 'start'),
    endsAt: end === undefined ? null : dateTime(end, 'end'),
  };
}

export const pricesSync = {
  apply: {
    ActivityDefinition: (tx, { content }) => store.saveService(tx, toService(content)),
    ChargeItemDefinition: (tx, { content }) => store.savePrice(tx, toPrice(content)),
  },
  remove: { ActivityDefinition: store.removeService, ChargeItemDefinition: store.removePrice },
  push: {},
} satisfies SyncRules<'prices'>;
