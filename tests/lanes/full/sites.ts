import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putPaper } from '../../../main/shell/paperFile.ts';
import type { Channel } from '../../../shared/contract.ts';
import { eventually } from '../../support/backend.ts';
import { memoryKeychain, type MemoryKeychain } from '../../support/memoryKeychain.ts';
import { fileStore } from '../rekey/device.ts';
import type { TakingClinic } from './clinic.ts';
import { hears, settleAndJudge, settleMs, signIn, startKiosk, stateOf, tryAgain, whenReady, work, type Kiosk } from './kiosk.ts';
import type { Room } from './room.ts';

export interface Scene {
  readonly room: Room;
  readonly clinic: TakingClinic;
  /** An enrolled kiosk that was closed in order. */
  readonly template: { readonly folder: string; readonly secrets: ReadonlyMap<string, string>; readonly asked: ReadonlySet<string> };
}

export interface Outcome {
  readonly broken: readonly string[];
  /** Whether the disk was too full for what was wanted: a site at which nothing ever was proves nothing. */
  readonly hit: boolean;
  readonly acknowledged: number;
}

interface Site {
  /** Bytes that each level leaves more than the one before. */
  readonly step: number;
  run(scene: Scene, leave: number): Promise<Outcome>;
}

const page = 4_096;

function copyOf({ room, template }: Scene): { userDataPath: string; keychain: MemoryKeychain } {
  const userDataPath = join(room.folder, 'data');
  cpSync(template.folder, userDataPath, { recursive: true });
  const keychain = memoryKeychain();
  template.secrets.forEach((secret, name) => keychain.secrets.set(name, secret));
  return { userDataPath, keychain };
}

/** What the template's patient did is in its file and among what was asked for. */
function startCopy(scene: Scene, place = copyOf(scene)): Promise<Kiosk> {
  return startKiosk(scene.clinic, place, scene.template.asked);
}

async function working(scene: Scene): Promise<Kiosk> {
  const kiosk = await startCopy(scene);
  await whenReady(kiosk);
  await signIn(kiosk);
  await work(kiosk, scene.clinic, 1);
  return kiosk;
}

/** Every refusal must be one a person understands. */
const typed = ({ refusals }: Kiosk): string[] => [...refusals.keys()].filter((code) => code !== 'disk_full').map((code) => `refused as ${code}`);

async function end(scene: Scene, kiosk: Kiosk, hit: boolean, broken: readonly string[]): Promise<Outcome> {
  const after = await settleAndJudge(kiosk, scene.clinic);
  return { broken: [...broken, ...typed(kiosk), ...after], hit, acknowledged: kiosk.acknowledged.size };
}

/** A person's command, its outbox entry and its event: pages of the log. */
const command: Site = {
  step: page * 2,
  async run(scene, leave) {
    const kiosk = await working(scene);
    scene.room.leave(leave);
    const left = await work(kiosk, scene.clinic, 4);
    scene.room.release();
    return end(scene, kiosk, left.length > 0, await tryAgain(kiosk, left));
  },
};

const asked: readonly Channel[] = ['identity.me', 'appointments.mine', 'papers.mine', 'documents.mine', 'ownData.held', 'waiting.mine'];

/** An access that cannot be written must not happen. */
const access: Site = {
  step: page,
  async run(scene, leave) {
    const kiosk = await working(scene);
    scene.room.leave(leave);
    const withheld: Channel[] = [];
    for (const channel of asked) {
      const reply = await kiosk.backend.raw(channel, {});
      if (reply.ok) continue;
      withheld.push(channel);
      kiosk.refusals.set(reply.error.code, 1);
    }
    scene.room.release();
    const broken: string[] = [];
    for (const channel of withheld) if (!(await kiosk.backend.raw(channel, {})).ok) broken.push(`with room again ${channel} is not answered`);
    return end(scene, kiosk, withheld.length > 0, broken);
  },
};

const newTimes = 700;

/** What the clinic tells, in one long page; then a person's commands. */
function pages(step: number, before: (kiosk: Kiosk, scene: Scene) => Promise<void>): Site {
  return {
    step,
    async run(scene, leave) {
      const kiosk = await working(scene);
      await before(kiosk, scene);
      scene.room.leave(leave);
      scene.clinic.publish(newTimes);
      // Either the page is taken or the round fails for want of room.
      const bugsBefore = kiosk.backend.bugs.length;
      await hears(kiosk, scene.clinic, true);
      const hit = kiosk.backend.bugs.length > bugsBefore;
      const left = await work(kiosk, scene.clinic, 2);
      scene.room.release();
      const broken = await tryAgain(kiosk, left);
      await hears(kiosk, scene.clinic, false);
      if (!(await kiosk.backend.raw('doctors.card', { roleId: scene.clinic.roleId })).ok) broken.push('the doctor is not shown');
      return end(scene, kiosk, hit || left.length > 0, broken);
    },
  };
}

/** Starting: log, index and marker are made. Says what is wrong and goes on by itself. */
const start: Site = {
  step: page,
  async run(scene, leave) {
    const place = copyOf(scene);
    scene.room.leave(leave);
    const kiosk = await startCopy(scene, place);
    const first = await eventually(() => stateOf(kiosk), ({ state }) => state !== 'starting', settleMs);
    scene.room.release();
    await whenReady(kiosk);
    await signIn(kiosk);
    const left = await work(kiosk, scene.clinic, 2);
    const broken = first.state === 'problem' && first.problem !== 'folder_unusable' ? [`the problem is called ${first.problem}`] : [];
    return end(scene, kiosk, first.state === 'problem' || kiosk.backend.bugs.length > 0, [...broken, ...(await tryAgain(kiosk, left))]);
  },
};

/** The very first start: key, marker, file, enrolment. */
function firstStart(step: number): Site {
  return {
    step,
    async run(scene, leave) {
      const userDataPath = join(scene.room.folder, 'data');
      scene.room.leave(leave);
      const kiosk = await startKiosk(scene.clinic, { userDataPath, keychain: memoryKeychain(), code: 'ABCD-EFGH' });
      const first = await eventually(() => stateOf(kiosk), ({ state }) => state !== 'starting' || kiosk.backend.bugs.length > 0, settleMs);
      scene.room.release();
      await whenReady(kiosk);
      await signIn(kiosk);
      const left = await work(kiosk, scene.clinic, 2);
      const broken = first.state === 'problem' && first.problem !== 'folder_unusable' ? [`the problem is called ${first.problem}`] : [];
      return end(scene, kiosk, first.state === 'problem' || kiosk.backend.bugs.length > 0, [...broken, ...(await tryAgain(kiosk, left))]);
    },
  };
}

/** The clinic wants a new key: the whole file goes through the log once more. The device works on with the key it can have. */
const newKey: Site = {
  step: page * 12,
  async run(scene, leave) {
    const kiosk = await working(scene);
    scene.clinic.server.state.told = { keyGeneration: 1 };
    const { userDataPath, keychain } = kiosk.backend;
    await kiosk.backend.stop(true);
    // It hears of the new key in this session and changes it at the start of the next.
    const told = await startKiosk(scene.clinic, { userDataPath, keychain }, kiosk.asked, kiosk.acknowledged);
    await whenReady(told);
    await told.backend.stop(true);
    scene.clinic.server.state.told = {};
    scene.room.leave(leave);
    const changing = await startKiosk(scene.clinic, { userDataPath, keychain }, kiosk.asked, kiosk.acknowledged);
    const first = await eventually(() => stateOf(changing), ({ state }) => state !== 'starting', settleMs);
    scene.room.release();
    await whenReady(changing);
    await signIn(changing);
    const left = await work(changing, scene.clinic, 2);
    return end(scene, changing, first.state === 'problem' || changing.backend.bugs.length > 0, await tryAgain(changing, left));
  },
};

/** The keychain's own file is on the full disk: nothing is made that nobody could open again. */
const keychain: Site = {
  step: 512,
  async run(scene, leave) {
    const store = fileStore(join(scene.room.folder, 'keychain'));
    scene.room.leave(leave);
    const full = { secrets: new Map<string, string>(), state: { locked: false, absent: false, slowMs: 0 }, load: async () => store };
    const kiosk = await startKiosk(scene.clinic, { userDataPath: join(scene.template.folder, '..', `keychain-${randomUUID()}`), keychain: full, code: 'ABCD-EFGH' });
    const first = await eventually(() => stateOf(kiosk), ({ state }) => state !== 'starting' || kiosk.backend.bugs.length > 0, settleMs);
    scene.room.release();
    await whenReady(kiosk);
    await signIn(kiosk);
    const left = await work(kiosk, scene.clinic, 1);
    const broken = first.state === 'problem' && first.problem !== 'keychain_unavailable' ? [`the problem is called ${first.problem}`] : [];
    return end(scene, kiosk, first.state === 'problem', [...broken, ...(await tryAgain(kiosk, left))]);
  },
};

/** The folder that stands for a printer. */
const paper: Site = {
  step: page,
  async run({ room }, leave) {
    const folder = join(room.folder, 'paper');
    mkdirSync(folder);
    const pdf = Buffer.alloc(120_000, 'kabinet');
    room.leave(leave);
    const isPrinted = await putPaper(folder, pdf);
    const names = readdirSync(folder);
    room.release();
    const broken = isPrinted ? [] : names.map(() => 'a part of a page was left in the folder');
    if (!(await putPaper(folder, pdf))) broken.push('with room again nothing is printed');
    if (readdirSync(folder).some((name) => !name.endsWith('.pdf') || readFileSync(join(folder, name)).length !== pdf.length)) broken.push('a page that is not whole');
    return { broken, hit: !isPrinted, acknowledged: 0 };
  },
};

/** The log of the process: lines may be lost, the process not. */
const log: Site = {
  step: 512,
  async run({ room }, leave) {
    const path = join(room.folder, 'log');
    writeFileSync(path, '');
    room.leave(leave);
    const file = openSync(path, 'a');
    const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./logWriter.ts'))], { stdio: ['pipe', 'pipe', file] });
    const closed = once(child, 'close');
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    const hasSaid = (word: string) => eventually(() => child.exitCode !== null || said.includes(word), (is) => is, settleMs);
    await hasSaid('half');
    const isShort = !readFileSync(path, 'utf8').includes('line 299 ');
    room.release();
    child.stdin?.end('go\n');
    await closed;
    closeSync(file);
    const broken = child.exitCode === 0 ? [] : [`the process ended with ${child.exitCode ?? 'a signal'} because its log could not be written`];
    if (!readFileSync(path, 'utf8').includes('last line')) broken.push('with room again nothing is logged');
    return { broken, hit: isShort, acknowledged: 0 };
  },
};

/** Every place the application writes to. Files of an update there are none yet, and SQLite's temporary ones are kept in memory. */
export const sites: Readonly<Record<string, Site>> = {
  command,
  access,
  feed: pages(page * 5, async () => undefined),
  // The log has its length already: only folding it makes the file itself longer.
  fold: pages(page * 5, async (kiosk, { clinic }) => {
    clinic.publish(1_500);
    await hears(kiosk, clinic, false);
    await work(kiosk, clinic, 2);
  }),
  start,
  firstStart: firstStart(page * 4),
  newKey,
  keychain,
  paper,
  log,
};
