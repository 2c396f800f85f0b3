import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startErasureClinic, type Cabinet, type ErasureClinic } from '../../../support/erasureClinic.ts';
import { erasedKinds, orderOf, resultOf, visitOf, wishOf, type ErasedKind, type Thing } from '../../../support/erasureTable.ts';
import { entries } from '../../../support/fhirClient.ts';
import { createChance, type Chance } from '../../../lanes/chance.ts';

let here: ErasureClinic;
beforeAll(async () => {
  here = await startErasureClinic();
});
afterAll(() => here.stop());

/** What the server should show, kept as plain sets: written without looking at how the server decides. */
interface Model {
  readonly things: { readonly thing: Thing; removed: boolean; back: boolean; readonly madeAt: number }[];
  readonly receipts: { readonly id: string; readonly items: Set<string>; readonly kinds: readonly ErasedKind[]; readonly madeAt: number; restored: boolean }[];
}

const isGone = (model: Model, thing: Thing): boolean => model.receipts.some(({ items, restored }) => !restored && items.has(thing.item));
const isShown = (model: Model, { thing, removed, back }: Model['things'][number]): boolean => !removed && !back && !isGone(model, thing);

const makers: Record<ErasedKind, (owner: string, hoursAgo: number) => Thing> = {
  visits: (owner, hoursAgo) => visitOf(owner, { hoursAgo }),
  results: (owner, hoursAgo) => resultOf(owner, { hoursAgo }),
  orders: (owner, hoursAgo) => orderOf(owner, { hoursAgo }),
  waiting: (owner) => wishOf(owner),
};

type Step = (person: Cabinet, model: Model, chance: Chance, step: number) => Promise<string>;

const put = async (row: object & { resourceType: string; id: string }): Promise<void> => {
  const { status } = await here.all('PUT', `/fhir/${row.resourceType}/${row.id}`, row);
  if (status >= 300) throw new Error(`${row.resourceType} was answered ${status}`);
};

const steps: readonly Step[] = [
  // The clinic brings something, from some time ago.
  async (person, model, chance, step) => {
    const kind = chance.one(erasedKinds);
    // Two visits of one patient never overlap.
    const hoursAgo = 10 + step;
    const thing = await person.add(makers[kind](person.id, hoursAgo));
    const madeAt = Date.now() - (kind === 'waiting' ? 72 : hoursAgo) * 3_600_000;
    for (const receipt of model.receipts) if (!receipt.restored && receipt.kinds.includes(kind) && madeAt <= receipt.madeAt) receipt.items.add(thing.item);
    model.things.push({ thing, removed: false, back: false, madeAt });
    return `add ${kind}`;
  },
  // The patient deletes one thing, seen or not.
  async (person, model, chance) => {
    if (model.things.length === 0) return 'nothing';
    const { thing, removed, back } = chance.one(model.things);
    const receiptId = randomUUID();
    const { status } = await person.erase(thing.kind, { item: thing.item, receiptId });
    const known = !removed && !back;
    // What came under a whole kind that was gone already was never shown to anybody: it is not there to be deleted.
    if (status === 200) model.receipts.push({ id: receiptId, items: new Set([thing.item]), kinds: [], madeAt: Date.now(), restored: false });
    else if (known && !isGone(model, thing)) throw new Error(`what is shown was refused ${status}`);
    return `erase ${thing.kind}`;
  },
  // A kind, or everything.
  async (person, model, chance) => {
    const what = chance.one(['all', ...erasedKinds] as const);
    const kinds = what === 'all' ? erasedKinds : [what];
    const receiptId = randomUUID();
    const items = new Set(model.things.filter((one) => kinds.includes(one.thing.kind) && isShown(model, one)).map(({ thing }) => thing.item));
    expect((await person.erase(what, { receiptId })).status).toBe(200);
    model.receipts.push({ id: receiptId, items, kinds, madeAt: Date.now(), restored: false });
    return `erase ${what}`;
  },
  // The clinic writes the same again, word for word or as another version.
  async (_person, model, chance) => {
    const living = model.things.filter(({ removed, back }) => !removed && !back);
    if (living.length === 0) return 'nothing';
    const { thing } = chance.one(living);
    for (const row of thing.rows) await put(row);
    return `write ${thing.kind}`;
  },
  // A result is taken back by the clinic, for good.
  async (_person, model, chance) => {
    const results = model.things.filter(({ thing, removed }) => thing.kind === 'results' && !removed);
    if (results.length === 0) return 'nothing';
    const one = chance.one(results);
    const report = one.thing.rows.find(({ resourceType }) => resourceType === 'DiagnosticReport');
    await put({ ...report, status: 'entered-in-error' } as never);
    one.back = true;
    return 'take back';
  },
  // The clinic removes it from its archive, in one go.
  async (_person, model, chance) => {
    const living = model.things.filter(({ removed }) => !removed);
    if (living.length === 0) return 'nothing';
    const one = chance.one(living);
    for (const { resourceType, id } of one.thing.rows) await here.all('DELETE', `/fhir/${resourceType}/${id}`);
    one.removed = true;
    return 'remove';
  },
  // A receipt is restored; twice is refused.
  async (_person, model, chance) => {
    if (model.receipts.length === 0) return 'nothing';
    const receipt = chance.one(model.receipts);
    const { status } = await here.restore(receipt.id);
    expect(status).toBe(receipt.restored ? 409 : 204);
    receipt.restored = true;
    return 'restore';
  },
];

async function compare(person: Cabinet, model: Model, told: string): Promise<void> {
  const words = JSON.stringify(
    await Promise.all(['Appointment', 'Encounter', 'ChargeItem', 'DocumentReference', 'DiagnosticReport', 'Observation', 'ServiceRequest', 'Task'].map(async (type) => entries(await person.ask('GET', `/fhir/${type}?_count=500`)).map(({ resource }) => resource))),
  );
  for (const one of model.things) {
    const rows = one.thing.rows.length;
    // Every row of it, or none: each carries the word.
    const found = words.split(one.thing.word).length > 1;
    expect([told, one.thing.kind, one.thing.item, found]).toEqual([told, one.thing.kind, one.thing.item, isShown(model, one)]);
    if (found) for (const { resourceType, id } of one.thing.rows) expect([told, resourceType, rows, words.includes(`"id":"${id}"`)]).toEqual([told, resourceType, rows, true]);
  }
}

it.each([1, 2, 3, 4])('D1 D2 whatever is deleted, written, taken back, removed and restored in whatever order, the cabinet shows what a plain list of receipts says (seed %i)', async (seed) => {
  const chance = createChance(seed);
  const person = await here.person();
  const model: Model = { things: [], receipts: [] };
  const told: string[] = [];
  for (let step = 0; step < 28; step += 1) {
    const does = step < 5 ? steps[0] : chance.one(steps);
    told.push((await does?.(person, model, chance, step)) ?? '');
    await compare(person, model, told.join(', '));
  }
  expect(model.receipts.length).toBeGreaterThan(2);
}, 120_000);
