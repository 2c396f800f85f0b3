import { randomUUID } from 'node:crypto';
import { startDemo, type DemoClinic } from '../support/demoClinic.ts';
import { lineFaults, startFaultProxy, type FaultProxy } from '../support/faultProxy.ts';
import { createChance } from './chance.ts';
import type { FreeTime } from './kill/plan.ts';
import { appointmentsOf, compareTimes, compareVisits, systemOf } from './kill/server.ts';
import type { Lane, SliceResult } from './lane.ts';
import { startDevice, type Device } from './proxied/process.ts';
import { findFreeTimes, lookUp, oneRound, pause, randomOf, signIn, type Count, type Person } from './proxied/work.ts';

const deviceCount = 3;
/** Of the requests, while the line is bad; now and then it gives a device room to get something through. */
const spoilt = 0.3;
/** After healing every queue has to be empty by then; ten times what it takes. */
const healMs = 120_000;
/** The demo's account with a visit today. */
const accountWithVisitToday = 17;

interface Scene {
  readonly clinic: DemoClinic;
  readonly proxy: FaultProxy;
  readonly devices: readonly Device[];
  /** Two for each device, in turn. */
  readonly people: readonly (readonly Person[])[];
  readonly before: ReadonlyMap<Person, ReadonlySet<string>>;
  readonly free: readonly FreeTime[][];
  readonly touched: Set<FreeTime>;
  readonly count: Count;
}

async function whenReady(device: Device): Promise<void> {
  for (const until = Date.now() + healMs; Date.now() < until; await pause(150)) if ((await device.call('device.state', {})).state === 'ready') return;
  throw new Error('a device does not become ready');
}

/** Waits for something that has to come true once the line is whole. */
async function within(what: string, isSo: () => Promise<boolean>): Promise<string[]> {
  for (const until = Date.now() + healMs; Date.now() < until; await pause(300)) if (await isSo()) return [];
  return [`${what}: not within ${healMs} ms after the line was mended`];
}

/** One device until enough requests were spoilt: patients come, book, move, cancel and go. */
async function serve(scene: Scene, index: number, seed: number, isOver: () => boolean): Promise<string[]> {
  const { devices, people, free, touched, count } = scene;
  const device = devices[index];
  const random = randomOf(seed, `proxied ${index}`);
  const broken: string[] = [];
  if (device === undefined) return broken;
  for (let visit = 0; !isOver(); visit += 1) {
    const person = people[index]?.[visit % 2];
    if (person === undefined || !(await signIn(device, person, count, isOver))) return broken;
    for (let round = 0; round < 6 && !isOver(); round += 1) {
      broken.push(...(await lookUp(device, person, free[index] ?? [], count)));
      await oneRound(device, person, random, free[index] ?? [], touched, count);
      if (index === 0 && visit % 2 === 1 && round === 0) await arrive(device, count);
      await pause(random.between(50, 400));
    }
    await device.restart();
    await whenReady(device);
  }
  return broken;
}

/** Checks in for the visit of today: said again and again, it has one effect. */
async function arrive(device: Device, count: Count): Promise<void> {
  const { upcoming } = await device.call('appointments.mine', {});
  const today = upcoming.find(({ startsAt }) => Math.abs(startsAt - Date.now()) < 86_400_000);
  if (today !== undefined && (await device.raw('checkIn.arrive', { commandId: randomUUID(), appointmentId: today.id })).ok) count.checkIns += 1;
}

/** The line is whole again: everything settles by itself, and everybody holds the same. */
async function heal({ clinic, devices, people, before, free, touched, count }: Scene): Promise<string[]> {
  const broken: string[] = [];
  const ask = systemOf(clinic);
  for (const [index, device] of devices.entries()) {
    broken.push(...(await within(`the queue of device ${index}`, async () => (await device.call('sync.status', {})).unsent === 0)));
    const { aside } = await device.call('sync.status', {});
    if (aside > 0) broken.push(`device ${index} has ${aside} entries set aside`);
    for (const person of people[index] ?? []) {
      broken.push(...(await lookUp(device, person, free[index] ?? [], count)));
      if (person.open.length > 0) broken.push(`device ${index}: ${person.open.length} acknowledged commands without the server's word`);
    }
  }
  const all = people.flat();
  for (const person of all) if (person.patientId !== null) broken.push(...(await compareVisits(ask, person.patientId, before.get(person) ?? new Set(), person.visits)));
  const times = [...new Map([...touched].map((time) => [time.slotId, time])).values()];
  broken.push(...(await compareTimes(ask, times, all.flatMap(({ visits }) => visits))));
  broken.push(...(await within('the copies of the devices', async () => (await differences(devices, times, all)).length === 0)));
  broken.push(...(await differences(devices, times, all)));
  return broken;
}

/** Each device has every row the others have, and of every time that was asked for what the server's answers add up to. */
async function differences(devices: readonly Device[], times: readonly FreeTime[], people: readonly Person[]): Promise<string[]> {
  const taken = new Set(people.flatMap(({ visits }) => visits).filter(({ status }) => status === 'booked').map(({ slotId }) => slotId));
  const replicas = await Promise.all(devices.map((device) => device.replica()));
  const wrong: string[] = [];
  for (const [index, { digests, times: held }] of replicas.entries()) {
    for (const [name, digest] of Object.entries(digests)) if (digest !== replicas[0]?.digests[name]) wrong.push(`device ${index} has another ${name} than device 0`);
    const other = times.filter(({ slotId }) => (held[slotId] === 'free') === taken.has(slotId)).length;
    if (other > 0) wrong.push(`device ${index} has ${other} times otherwise than the server`);
  }
  return wrong;
}

async function run(scene: Scene, seed: number, count: number, say: (line: string) => void): Promise<SliceResult> {
  const { proxy, devices } = scene;
  let said = 0;
  const isOver = (): boolean => {
    if (proxy.faulted() >= said + 200) say(`${(said = proxy.faulted())} requests spoilt of ${proxy.state.requests}`);
    return proxy.faulted() >= count;
  };
  const failures = (await Promise.all(devices.map((_, index) => serve(scene, index, seed, isOver)))).flat();
  // Not under way any more: what is spoilt from here on would never end.
  const from = performance.now();
  const done = proxy.faulted();
  failures.push(...(await heal(scene)));
  const settledMs = performance.now() - from;
  for (const device of devices) failures.push(...(await device.end()).map((bug) => `a bug was reported: ${bug}`));
  const unmet = lineFaults.filter((fault) => !proxy.counts.has(fault));
  if (failures.length === 0 && count >= 250 && (unmet.length > 0 || scene.count.applied === 0 || scene.count.checkIns === 0)) throw new Error(`never met: ${unmet.join(', ')}; ${JSON.stringify(scene.count)}`);
  return {
    count: done,
    failures: failures.map((line) => `seed ${seed}: ${line}`),
    figures: { ...scene.count, requests: proxy.state.requests, settledMs, kindsOfFault: proxy.counts.size, longestLorisMs: proxy.state.longestLorisMs },
  };
}

export const proxiedLane: Lane = {
  name: 'proxied',
  unit: 'spoilt requests',
  promise: 'F4 F5 three devices and a server with a bad line between them: nothing acknowledged lost, nothing twice, one visit a time, queues empty, copies the same',
  ciCount: 60,
  goal: 50_000,
  sliceCount: 400,
  async run({ seed, count, say }) {
    const chance = createChance(seed);
    const clinic = await startDemo({ idle: 3_600, hold: 12 });
    let isBad = false;
    const proxy = await startFaultProxy(clinic.server, () => (isBad && proxy.faulted() < count && chance.is(spoilt) ? chance.one(lineFaults) : null));
    const devices: Device[] = [];
    try {
      for (let index = 0; index < deviceCount; index += 1) devices.push(await startDevice(proxy.url, await clinic.enrolCode('kiosk')));
      await Promise.all(devices.map(whenReady));
      const [first] = devices;
      if (first === undefined) throw new Error('no device');
      const times = await findFreeTimes(first);
      const person = (at: number): Person => ({ login: clinic.accounts[at]?.login ?? '', password: clinic.accounts[at]?.password ?? '', patientId: null, visits: [], open: [] });
      const people = devices.map((_, index) => [person(index * 2), person(index === 0 ? accountWithVisitToday : index * 2 + 1)]);
      const before = new Map<Person, ReadonlySet<string>>();
      const counted: Count = { acknowledged: 0, applied: 0, refused: 0, notTaken: 0, signIns: 0, checkIns: 0 };
      for (const [index, device] of devices.entries()) {
        for (const one of people[index] ?? []) {
          await signIn(device, one, counted, () => false);
          if (one.patientId !== null) before.set(one, new Set((await appointmentsOf(systemOf(clinic), one.patientId)).keys()));
          await device.restart();
          await whenReady(device);
        }
      }
      isBad = true;
      return await run({ clinic, proxy, devices, people, before, free: devices.map(() => [...times]), touched: new Set(), count: counted }, seed, count, say);
    } finally {
      devices.forEach(({ kill }) => kill());
      await proxy.stop();
      await clinic.stop();
    }
  },
};
