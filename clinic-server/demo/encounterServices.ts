import { fromDecimalRoubles } from '../../shared/lib/money.ts';
import type { MoscowDay } from '../../shared/lib/moscow.ts';
import { extensions } from '../../shared/fhir/names.ts';
import type { Charge, ReceivedVisit } from './encounterResources.ts';
import type { Random } from './random.ts';
import { roublesOn } from './services/priceLists.ts';
import { priceList } from './services/priceList.ts';
import type { SpecialitySeed } from './specialities.ts';
import type { VisitSeed } from './visits.ts';

const sold = new Map(priceList.flatMap(({ kind, services }) => services.map((service) => [service.code, { kind, service }] as const)));

/** What a doctor of a speciality does at once, beside the visit itself. */
const often: Readonly<Partial<Record<SpecialitySeed['code'], readonly string[]>>> = {
  endocrinology: ['A04.22.001', 'A04.22.001.001', 'A05.01.002'],
  'paediatric-endocrinology': ['A04.22.001', 'A06.03.032'],
  diabetology: ['A16.01.026', 'B04.012.001', 'A02.24.001'],
  thyroidology: ['A04.22.001', 'A04.22.004', 'A11.22.002'],
  'endocrine-surgery': ['A04.22.003', 'A11.22.001'],
  ophthalmology: ['A02.26.004', 'A02.26.015', 'A03.26.018'],
  cardiology: ['A05.10.006', 'A05.10.004', 'A04.10.002'],
  nephrology: ['A04.28.002.001'],
  neurology: ['A05.24.001', 'A02.24.001'],
  gynaecology: ['A04.20.001'],
  andrology: ['A04.21.001'],
  dietetics: ['A05.01.002', 'A12.30.006'],
  podiatry: ['A16.01.026', 'A15.01.002', 'A05.12.001'],
  ultrasound: ['A04.06.002', 'A04.22.001.001'],
  osteoporosis: ['A06.03.061'],
  gastroenterology: ['A04.16.001'],
};

/** The clinic's discount for those who come again soon: its kopecks are what a total has to be right to. */
const discount = 0.035;

const nameOf = (code: string): ReceivedVisit['service'] => {
  const found = sold.get(code);
  if (!found) throw new Error(`${code} is not on the price list`);
  return { code, ru: found.service.ru, en: found.service.en };
};

/** The service a visit was booked for and what was paid, each at the price of its day; the visit's own price is the one kept since it was booked. */
export function servicesDone(random: Random, { visit, today, rich }: { visit: VisitSeed; today: MoscowDay; rich: boolean }): { service: ReceivedVisit['service']; charges: Charge[] } {
  const { speciality } = visit.time.doctor;
  const kept = visit.resource.extension?.find(({ url }) => url === extensions.price)?.valueMoney?.value;
  const service = nameOf(speciality.visit);
  const charges: Charge[] = kept === undefined ? [] : [{ service, quantity: 1, roubles: kept }];
  const more = (often[speciality.code] ?? []).filter((code) => code !== speciality.visit);
  for (const code of more) {
    if (!random.chance(rich ? 0.55 : 0.12)) continue;
    const found = sold.get(code);
    if (!found) throw new Error(`${code} is not on the price list`);
    const price = roublesOn(found.service, found.kind, today, visit.time.day);
    const quantity = random.chance(0.15) ? 2 : 1;
    const kopecks = fromDecimalRoubles(price) * quantity;
    const reduced = random.chance(0.3) ? Math.round(kopecks * (1 - discount)) : kopecks;
    charges.push({ service: nameOf(code), quantity, roubles: reduced / 100 });
  }
  return { service, charges };
}
