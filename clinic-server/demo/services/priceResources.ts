import type { ActivityDefinition, ChargeItemDefinition } from '@medplum/fhirtypes';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import type { Rule } from '../../../shared/lib/preparation.ts';
import { bilingual } from '../../fhir/bilingual.ts';
import { createRandom } from '../random.ts';
import { datedPrices } from './priceLists.ts';
import { priceList } from './priceList.ts';
import { preparationGroups } from './preparationRules.ts';

const base = 'https://kabinet.example/fhir';

/** Rules of each code that has any. */
export const rulesByCode: ReadonlyMap<string, readonly Rule[]> = new Map(preparationGroups.flatMap(([codes, rules]) => codes.split(' ').map((code) => [code, rules] as const)));

/** The price list as the server serves it: a service, its preparation, and one ChargeItemDefinition for each price it had, has or will have. */
export function createPrices(seed: number, today: MoscowDay): (ActivityDefinition | ChargeItemDefinition)[] {
  const random = createRandom(seed, 'prices');
  return priceList.flatMap((category) =>
    category.services.flatMap((service): (ActivityDefinition | ChargeItemDefinition)[] => {
      const { code, ru, en } = service;
      const coded = { coding: [{ system: systems.nomenclature, code }] };
      const rules = rulesByCode.get(code) ?? [];
      return [
        {
          resourceType: 'ActivityDefinition',
          id: random.id(),
          status: 'active',
          url: `${base}/ActivityDefinition/${code}`,
          ...bilingual('title', ru, en),
          kind: category.kind,
          code: coded,
          topic: [{ coding: [{ system: systems.serviceCategory, code: category.code, ...bilingual('display', category.ru, category.en) }] }],
          ...(rules.length > 0 ? { extension: rules.map((rule) => ({ url: extensions.preparation, valueString: JSON.stringify(rule) })) } : {}),
        },
        ...datedPrices(service, category.kind, today).map(
          ({ from, until, roubles }): ChargeItemDefinition => ({
            resourceType: 'ChargeItemDefinition',
            id: random.id(),
            status: 'active',
            url: `${base}/ChargeItemDefinition/${code}`,
            code: coded,
            effectivePeriod: { start: from, ...(until === null ? {} : { end: until }) },
            propertyGroup: [{ priceComponent: [{ type: 'base', amount: { value: roubles, currency: 'RUB' } }] }],
          }),
        ),
      ];
    }),
  );
}
