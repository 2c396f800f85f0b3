import { createRandom, type Random } from '../../clinic-server/demo/random.ts';
import { addDays, dayOf, instant } from '../../shared/lib/moscow.ts';
import type { Page } from '@playwright/test';
import { bridgeCall, whenReady } from '../support/bridge.ts';
import buildOnce from '../support/buildOnce.ts';
import { startDemo, type DemoClinic, waitedFor } from '../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../support/electronApp.ts';
import type { Ask } from '../support/fhirClient.ts';
import { ownStagedApp } from '../support/ownStagedApp.ts';
import { planCommands, type FreeTime } from './kill/plan.ts';
import { compareMine, examine, send, signIn, usableAgain, type Count, type Person, type Target } from './kill/round.ts';
import { appointmentsOf, compareTimes, compareVisits, systemOf } from './kill/server.ts';
import type { Lane, SliceResult } from './lane.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The kill falls somewhere between the first command's way to the backend and the server's last word, however slow the machine is. */
const fuseParts = { shortestMs: 100, ofAllAnswers: 1.6 } as const;
/** Ten times what a person may wait (p95 of three seconds): whoever is slower hangs. */
const hangMs = 30_000;

interface Scene {
  readonly kabinet: Kabinet;
  readonly page: Page;
  readonly ask: Ask;
  readonly roleId: string;
  readonly free: FreeTime[];
  readonly touched: FreeTime[];
  readonly people: readonly Person[];
  readonly count: Count;
  readonly kills: Record<Target, number>;
  readonly usableMs: number[];
  /** From the last command's settling to a right list of visits. */
  readonly shownMs: number[];
  signedIn: Person | null;
  /** How long the answers of a round take that nobody disturbs. */
  answersMs: number;
}

/** Times of next weeks that nobody has, far enough ahead to be cancelled again. */
async function findFreeTimes(page: Page): Promise<{ roleId: string; free: FreeTime[] }> {
  const { doctors } = await bridgeCall(page, 'doctors.list', { text: '', speciality: null, officeId: null, day: null });
  const today = dayOf(instant(Date.now()));
  const free: FreeTime[] = [];
  for (const { roleId } of doctors.filter(({ speciality }) => !waitedFor.test(speciality.ru)).slice(0, 12)) {
    for (let ahead = 9; ahead < 30; ahead += 4) {
      const { times } = await bridgeCall(page, 'schedule.day', { roleId, day: addDays(today, ahead) });
      free.push(...times.filter(({ state }) => state === 'free').map(({ slotId, startsAt }) => ({ slotId, startsAt })));
      // A window may make no more calls than a person could.
      await pause(20);
    }
  }
  const [first] = doctors;
  if (first === undefined || free.length < 50) throw new Error(`the demo clinic has too few free times: ${free.length}`);
  return { roleId: first.roleId, free };
}

function targetOf(random: Random): Target {
  const roll = random.fraction();
  return roll < 0.75 ? 'active' : roll < 0.88 ? 'both' : 'standby';
}

async function victimsOf(kabinet: Kabinet, target: Target): Promise<number[]> {
  const [active, ...others] = await kabinet.backendPids();
  if (active === undefined) throw new Error('no backend to kill');
  if (target === 'both') return [active, ...others];
  return target === 'standby' && others.length > 0 ? others : [active];
}

async function withinHang<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${hangMs} ms`)), hangMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** One kill with commands under way, and everything that must hold after it. */
async function oneKill(scene: Scene, random: Random, target: Target | 'none'): Promise<string[]> {
  const { kabinet, page, people, free, touched, count } = scene;
  const person = scene.signedIn ?? random.pick(people);
  if (scene.signedIn === null) {
    person.patientId = await signIn(page, person);
    if (person.visits.length === 0) person.before = new Set((await appointmentsOf(scene.ask, person.patientId)).keys());
    scene.signedIn = person;
  }
  const planned = planCommands(random, person.visits, free);
  touched.push(...planned.flatMap(({ time }) => (time === null ? [] : [time])));
  const fuseMs = Math.round(random.fraction() * Math.max(fuseParts.shortestMs, scene.answersMs * fuseParts.ofAllAnswers));
  const victims = target === 'none' ? [] : await victimsOf(kabinet, target);
  const isActiveHit = target !== 'none' && (target !== 'standby' || victims[0] === (await kabinet.backendPid()));

  const sentAt = performance.now();
  const answers = send(page, planned).finally(() => {
    if (!isActiveHit) scene.answersMs = performance.now() - sentAt;
  });
  await pause(fuseMs);
  for (const pid of victims) process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  if (target !== 'none') scene.kills[target] += 1;
  if (isActiveHit) {
    await withinHang('after a kill the page is not usable', usableAgain(page, scene.roleId));
    scene.usableMs.push(performance.now() - killedAt);
  }
  const replies = await withinHang('calls under way are never answered', answers);
  if (isActiveHit) await signIn(page, person);
  const broken = await examine(page, planned, replies, random, person, free, count);
  const shown = await compareMine(page, person);
  broken.push(...shown.wrong);
  scene.shownMs.push(shown.afterMs);
  // The next round may be another patient's: only the end of the process lets one sign in after another.
  if (isActiveHit && random.chance(0.5)) {
    process.kill(await kabinet.backendPid(), 'SIGKILL');
    scene.kills.active += 1;
    const from = performance.now();
    await withinHang('after an idle kill the page is not usable', usableAgain(page, scene.roleId));
    scene.usableMs.push(performance.now() - from);
    scene.signedIn = null;
  }
  return broken.map((line) => `${target} killed after ${fuseMs} ms: ${line}`);
}

/** Everything every patient has on the server, and every time that was ever asked for. */
async function compareWithServer({ ask, people, touched, page }: Scene): Promise<string[]> {
  const broken: string[] = [];
  for (const { patientId, before, visits } of people) if (patientId !== null) broken.push(...(await compareVisits(ask, patientId, before, visits)));
  broken.push(...(await compareTimes(ask, touched, people.flatMap(({ visits }) => visits))));
  const { unsent, aside } = await bridgeCall(page, 'sync.status', {});
  if (unsent !== 0 || aside !== 0) broken.push(`the device still has ${unsent} unsent entries and ${aside} set aside`);
  return broken;
}

const part = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function killSlice(clinic: DemoClinic, kabinet: Kabinet, seed: number, wanted: number, say: (line: string) => void): Promise<SliceResult> {
  const page = await kabinet.currentPage();
  await whenReady(page);
  const scene: Scene = {
    kabinet,
    page,
    ask: systemOf(clinic),
    ...(await findFreeTimes(page)),
    touched: [],
    people: clinic.accounts.slice(0, 8).map(({ login, password }) => ({ login, password, patientId: null, before: new Set(), visits: [] })),
    count: { acknowledged: 0, keptUnanswered: 0, neverCommitted: 0, refused: 0, sentAgain: 0 },
    kills: { active: 0, standby: 0, both: 0 },
    usableMs: [],
    shownMs: [],
    signedIn: null,
    answersMs: 0,
  };
  const done = () => scene.kills.active + scene.kills.standby + scene.kills.both;
  const failures: string[] = [];
  const from = performance.now();
  for (let round = 0; done() < wanted && failures.length < 20; round += 1) {
    const random = createRandom(seed, `kill ${round}`);
    // The first round is left in peace: it tells how long answers take here and now.
    const broken = await oneKill(scene, random, round === 0 ? 'none' : targetOf(random));
    failures.push(...broken.map((line) => `seed ${seed}, round ${round}: ${line}`));
    if (round % 20 === 19) say(`${done()} kills, ${Math.round((performance.now() - from) / done())} ms each`);
  }
  const msAKill = (performance.now() - from) / done();
  failures.push(...(await compareWithServer(scene)).map((line) => `seed ${seed}, at the end: ${line}`));
  const { count, kills, usableMs } = scene;
  const sorted = usableMs.toSorted((a, b) => a - b);
  if (wanted >= 50 && (count.keptUnanswered === 0 || count.neverCommitted === 0 || count.acknowledged === 0)) {
    throw new Error(`every kill fell at the same stage, nothing is shown: ${JSON.stringify(count)}`);
  }
  const commands = count.acknowledged + count.keptUnanswered + count.neverCommitted + count.refused;
  return {
    count: done(),
    failures,
    figures: { ...kills, commands, ...count, visits: scene.people.reduce((sum, { visits }) => sum + visits.length, 0), answersMs: scene.answersMs, usableP50Ms: part(sorted, 0.5), usableP95Ms: part(sorted, 0.95), usableMaxMs: sorted.at(-1) ?? 0, shownMaxMs: Math.max(...scene.shownMs), msAKill },
  };
}

export const killLane: Lane = {
  name: 'kill',
  unit: 'kills',
  promise: 'O3 H37 a backend that is killed loses and doubles nothing it acknowledged, and the page goes on',
  ciCount: 100,
  goal: 1_000,
  sliceCount: 100,
  async run({ seed, count, say }) {
    const stopDisplay = await buildOnce();
    const app = ownStagedApp();
    const clinic = await startDemo({ idle: 3_600, hold: 12 });
    try {
      const kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk, staged: app.folder });
      try {
        return await killSlice(clinic, kabinet, seed, count, say);
      } finally {
        await kabinet.close();
      }
    } finally {
      await clinic.stop();
      app.remove();
      await stopDisplay();
    }
  },
};
