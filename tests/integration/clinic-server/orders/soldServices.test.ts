import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { datedPrices, listStarts } from '../../../../clinic-server/demo/services/priceLists.ts';
import { priceList } from '../../../../clinic-server/demo/services/priceList.ts';
import { createPrices, rulesByCode } from '../../../../clinic-server/demo/services/priceResources.ts';
import { bulkInsert } from '../../../../clinic-server/fhir/resourceStore.ts';
import { soldServices } from '../../../../clinic-server/orders/soldServices.ts';
import { addDays, instant, moscowDay, startOf } from '../../../../shared/lib/moscow.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';

const today = moscowDay('2026-11-22');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await inTransaction(database.pool, (tx) => bulkInsert(tx, createPrices(1, today).map((resource) => ({ resource, patient: null }))));
}, 60_000);
afterAll(() => database.drop());

it('P1 P3 the server sells every service of the list at the price of the moment, to the kopeck, on both sides of every midnight', async () => {
  const services = priceList.flatMap(({ kind, services: of }) => of.map((service) => ({ ...service, kind })));
  const codes = services.map(({ code }) => code);
  const [last, now, next] = listStarts(today);
  const dated = services.map((service) => ({ code: service.code, prices: datedPrices(service, service.kind, today) }));
  for (const [at, day] of [
    [startOf(last), last],
    [instant(startOf(now) - 1), addDays(now, -1)],
    [startOf(now), now],
    [instant(startOf(today) + 43_200_000), today],
    [instant(startOf(next) - 1), addDays(next, -1)],
    [startOf(next), next],
  ] as const) {
    const sold = await inTransaction(database.pool, (tx) => soldServices(tx, codes, at));
    const expected = dated.map(({ code, prices }) => [code, Math.round((prices.find(({ from, until }) => from <= day && (until === null || day <= until))?.roubles ?? -1) * 100)]);
    expect(expected.map(([code]) => [code, sold.get(String(code))?.kopecks])).toEqual(expected);
  }
  const sold = await inTransaction(database.pool, (tx) => soldServices(tx, codes, startOf(today)));
  expect(codes.filter((code) => JSON.stringify(sold.get(code)?.rules) !== JSON.stringify(rulesByCode.get(code) ?? []))).toEqual([]);
  // The day before the oldest list nothing was sold, and a code of nobody is sold on no day.
  expect((await inTransaction(database.pool, (tx) => soldServices(tx, codes, instant(startOf(last) - 1)))).size).toBe(0);
  expect((await inTransaction(database.pool, (tx) => soldServices(tx, ['NEVER'], startOf(today)))).size).toBe(0);
});
