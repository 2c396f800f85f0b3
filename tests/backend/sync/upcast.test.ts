import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { syncRules } from '../../../backend/features/index.ts';
import { indexRules } from '../../../backend/sync/ruleIndex.ts';
import type { Entry } from '../../../backend/sync/outbox.ts';
import type { AllSyncRules, Upcasters } from '../../../backend/sync/rules.ts';
import { upcast } from '../../../backend/sync/upcast.ts';
import { featuresOffline } from '../../support/features.ts';

/** As if the cancellation of an order had been raised twice: at first its order was `order`, then `orderId` with a note, and since then the note has gone. */
const raisedTwice: Upcasters = {
  1: ({ input, output }) => {
    const { order, ...rest } = input as { order: string };
    return { input: { ...rest, orderId: order, note: '' }, output };
  },
  2: ({ input, output }) => {
    const { note: _note, ...rest } = input as { note: string };
    return { input: rest, output };
  },
};
const present = 3;

function builds(upcasters: Upcasters | null, version = present) {
  const cancel = { ...syncRules.orders.push['orders.cancel'], ...(upcasters === null ? {} : { upcast: upcasters }) };
  const rules: AllSyncRules = { ...syncRules, orders: { ...syncRules.orders, push: { ...syncRules.orders.push, 'orders.cancel': cancel } } };
  return indexRules(rules, () => version);
}

const [commandId, orderId] = [randomUUID(), randomUUID()];
const written: Record<number, object> = {
  1: { commandId, order: orderId },
  2: { commandId, orderId, note: 'передумала' },
  3: { commandId, orderId },
};
const entry = (version: number, input: object = written[version] ?? {}): Entry => ({
  ...{ position: 1, commandId, channel: 'orders.cancel', version, input: JSON.stringify(input), output: JSON.stringify({ orderId }) },
  ...{ patientId: randomUUID(), signInId: null, state: 'queued', tries: 0, refusal: null },
});

test.each([1, 2, 3])('F21 a queue written by version %i of a command is sent as the present one says it', (version) => {
  const { db } = featuresOffline();
  const rules = builds(raisedTwice);
  const { rule, input, context } = rules.ready(entry(version));
  expect(input).toEqual(written[present]);
  expect(rule.toRequest(input, context, db.read)).toMatchObject({ path: '/fhir/ServiceRequest/$cancel-order', body: { parameter: [{ name: 'orderId', valueUuid: `urn:uuid:${orderId}` }] } });
  expect(rules.touches(entry(version))).toEqual([`ServiceRequest/${orderId}`]);
});

test('F21 an entry of a version nobody can read is not guessed at: neither one too old, nor one of a newer build, nor one whose step is missing', () => {
  expect(() => builds({ 2: raisedTwice[2] ?? (({ input, output }) => ({ input, output })) }).ready(entry(1))).toThrow('no mapper for this version');
  expect(() => builds(null).ready(entry(2))).toThrow('no mapper for this version');
  expect(() => builds(raisedTwice).ready(entry(4, written[3]))).toThrow('written by a newer build');
  expect(() => builds(raisedTwice).ready(entry(0, written[1]))).toThrow('no mapper for this version');
  expect(builds(raisedTwice).touches(entry(4, written[3]))).toEqual([]);
});

test('F21 what a step makes of an old entry is read as strictly as what a screen sends', () => {
  expect(() => builds({ ...raisedTwice, 1: ({ input, output }) => ({ input: { ...(input as object), orderId: 'the last one' }, output }) }).ready(entry(1))).toThrow();
});

test('F21 steps are taken in their order, each once, and the answer given at the time goes with them', () => {
  const seen: string[] = [];
  const step = (name: string) => ({ input, output }: { input: unknown; output: unknown }) => (seen.push(name), { input: [...(input as string[]), name], output: `${String(output)}+${name}` });
  expect(upcast({ 1: step('two'), 2: step('three'), 3: step('four') }, { input: [], output: 'one' }, 1, 3)).toEqual({ input: ['two', 'three'], output: 'one+two+three' });
  expect(seen).toEqual(['two', 'three']);
});
