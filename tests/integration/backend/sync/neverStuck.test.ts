import { afterEach, expect, test } from 'vitest';
import { byCommand } from '../../../../backend/sync/outbox.ts';
import { createChance } from '../../../lanes/chance.ts';
import { eventually } from '../../../support/backend.ts';
import { refuse, startScriptedServer, type Answer, type ScriptedServer } from '../../../support/scriptedServer.ts';
import { syncDevice, type SyncDevice } from '../../../support/syncDevice.ts';

let server: ScriptedServer | null = null;
let device: SyncDevice | null = null;
afterEach(async () => {
  await device?.stop();
  await server?.stop();
});

const poison = 'something_new';
/** What a server, or whatever stands before it, has to say to a device that wants to be rid of its queue. */
const faults: Readonly<Record<string, () => Answer>> = {
  poison: () => refuse(422, poison),
  busy: () => ({ status: 429, body: {}, headers: { 'retry-after': '2' } }),
  later: () => ({ status: 503, body: {}, headers: { 'retry-after': '3' } }),
  broken: () => refuse(500, 'internal'),
  old: () => refuse(426, 'wire_too_old'),
  stranger: () => refuse(401, 'refused_device'),
  cut: () => 'cut',
  portal: () => 'portal',
};
const kinds = Object.keys(faults);

test.each([1, 2, 3, 4, 5])('O4 F30 whatever the server says, in any order, when it is whole again the queue empties by itself, in order, and only what it never understood is set aside (seed %i)', async (seed) => {
  const chance = createChance(seed);
  server = await startScriptedServer();
  const one = (device = syncDevice(server, { speed: 100 }));
  const met = new Map<string, number>();
  const poisoned = new Map<string, number>();
  let isIll = true;
  const taken: string[] = [];
  /** Every kind once, in a random order, then any; never the last word. */
  const order = kinds.toSorted(() => chance.next() - 0.5);
  const next = (): Answer | null => {
    if (!isIll) return null;
    const kind = order.shift() ?? chance.one(kinds);
    met.set(kind, (met.get(kind) ?? 0) + 1);
    return faults[kind]?.() ?? null;
  };
  server.state.feed = () => (chance.is(0.3) ? next() : null);
  server.state.write = ({ headers }) => {
    const key = headers['idempotency-key'];
    if (typeof key !== 'string') return { status: 200, body: { resourceType: 'Parameters' } };
    const before = met.get('poison') ?? 0;
    const fault = chance.is(0.7) ? next() : null;
    if ((met.get('poison') ?? 0) > before) poisoned.set(key, (poisoned.get(key) ?? 0) + 1);
    // Repeated when its answer was lost: the key makes that harmless, and the first time counts.
    if (fault === null && !taken.includes(key)) taken.push(key);
    return fault ?? { status: 200, body: {} };
  };
  const visit = crypto.randomUUID();
  const made: readonly string[] = Array.from({ length: 8 }, (_, index) => one.cancel(null, index % 2 === 0 ? visit : undefined).commandId);
  one.engine.start();
  // Ill until every kind has been met, or there is nothing left to be ill about.
  await eventually(() => kinds.every((kind) => met.has(kind)) || one.engine.status().unsent === 0, Boolean, 60_000);
  isIll = false;
  await eventually(() => one.engine.status(), ({ unsent, failure, line }) => unsent === 0 && failure === null && line === 'up', 60_000);
  for (const commandId of made) {
    const entry = byCommand(one.db.read, commandId);
    expect([entry?.state, entry?.refusal ?? null]).toEqual((poisoned.get(commandId) ?? 0) >= 5 ? ['aside', poison] : ['applied', null]);
  }
  const about = made.filter((_, index) => index % 2 === 0);
  expect(taken.filter((key) => about.includes(key))).toEqual(about.filter((key) => taken.includes(key)));
}, 150_000);

test('F21 a server that finds this build too old keeps every entry waiting, is said in its own word, and the queue goes on when it takes the build again', async () => {
  server = await startScriptedServer();
  const one = (device = syncDevice(server, { speed: 100 }));
  const made = [one.cancel(), one.cancel()];
  let isOld = true;
  server.state.write = ({ headers }) => (isOld && headers['idempotency-key'] !== undefined ? refuse(426, 'wire_too_old') : { status: 200, body: { resourceType: 'Parameters' } });
  one.engine.start();
  await eventually(() => one.engine.status().failure, (failure) => failure === 'wire_too_old');
  expect(one.engine.status()).toMatchObject({ line: 'up', unsent: 2, aside: 0 });
  expect(made.map(({ commandId }) => byCommand(one.db.read, commandId)?.tries)).toEqual([0, 0]);
  isOld = false;
  await eventually(() => one.engine.status(), ({ unsent, failure }) => unsent === 0 && failure === null, 30_000);
  expect(made.map(({ commandId }) => one.stateOf(commandId))).toEqual(['applied', 'applied']);
});
