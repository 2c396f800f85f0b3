import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openDatabase } from '../../backend/db/open.ts';
import { createHandlers, syncRules } from '../../backend/features/index.ts';
import { createCounting } from '../../backend/server/counting.ts';
import { createDesk } from '../../backend/server/desk.ts';
import { createDispatcher } from '../../backend/server/dispatch.ts';
import { createSealing } from '../../backend/server/sealing.ts';
import { createSession } from '../../backend/server/session.ts';
import { createSignIns } from '../../backend/server/signIns.ts';
import { createStaffDoor } from '../../backend/server/staffDoor.ts';
import { systemPorts } from '../../backend/server/systemPorts.ts';
import { Unreachable } from '../../backend/sync/clinicApi.ts';
import { saveDevice, type DeviceRecord } from '../../backend/sync/deviceRecord.ts';
import { indexRules } from '../../backend/sync/ruleIndex.ts';
import { renewSealKeys } from '../../backend/sync/sealKeys.ts';
import type { PulledType } from '../../backend/sync/rules.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import { healthcareService, office, practitioner, price, role, room, schedule, slot, type Resource } from '../support/clinicResources.ts';
import { compare, round, spread, type Comparison } from './stats.ts';

const commands = 1_000;
const counted = 100;
const minute = 60_000;
const day = 24 * 60 * minute;

/** The real features behind the real door on a real file; the line is down, so that nothing but the command happens. */
function kioskOn(path: string) {
  const db = openDatabase({ path, key: randomBytes(32), personal: 'personal', binding: null }, false);
  const now = Instant.parse(Math.ceil(Date.now() / day) * day);
  const record: DeviceRecord = {
    ...{ deviceId: randomUUID(), code: 'К03', profile: 'kiosk', officeId: randomUUID(), clinic: { ru: 'Клиника', en: 'Clinic' }, phone: '+7 495 000-00-00' },
    policy: { idleSeconds: 60, warnSeconds: 20, changeableHours: 2, maxActiveVisits: 3, holdSeconds: 120, holdSecondsLonger: 240 },
  };
  const rules = indexRules(syncRules);
  const session = createSession(() => db.forgetPatient());
  const [centre, service] = [office(), healthcareService('B01.058.001')];
  const [where, who] = [room(centre.id), practitioner('Смирнова', 'Елена', 'Аркадьевна')];
  const job = role({ practitionerId: who.id, officeId: centre.id, roomId: where.id, serviceId: service.id }, { code: '122', ru: 'Эндокринолог', en: 'Endocrinologist' });
  const days = schedule(job.id);
  const times = Array.from({ length: commands + counted }, (_, index) => slot(days.id, Instant.parse(now + day + index * 20 * minute)));
  const resources: readonly Resource[] = [centre, where, who, service, price('B01.058.001', 3200, '2020-01-01'), job, days, ...times];
  db.write((tx) => {
    saveDevice(tx, record);
    for (const content of resources) rules.apply(tx, { resourceType: content.resourceType as PulledType, id: content.id, version: 1, content });
  });
  const unreachable = () => Promise.reject(new Unreachable('no line'));
  const clinic = { send: unreachable };
  const sync = {
    ...{ trigger: () => {}, firstLoad: () => null, outcome: () => Promise.resolve({ state: 'unknown', refusal: null } as const), loadPatient: unreachable, withdraw: () => 'not_found' as const },
    status: () => ({ line: 'down', lastContactAt: null, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' }) as const,
  };
  const handlers = createHandlers({
    ...{ read: db.read, session, clinic, sync, device: () => record, problem: () => null, appVersion: '0.1.0', newId: () => randomUUID(), publish: () => {} },
    signIns: createSignIns({ clinic, session, sync, publish: () => {} }),
    server: 'http://127.0.0.1:9',
    seal: createSealing({ deviceId: record.deviceId, privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
    renewSealKeys: () => renewSealKeys(db, clinic),
    staff: createStaffDoor({ db, now: () => now, ports: systemPorts, code: () => null }),
    counting: createCounting({ db, clinic: { send: () => Promise.reject(new Unreachable('no line')) }, ports: systemPorts, now: () => now, isTimeKnown: () => false, reportBug: () => {} }),
    desk: createDesk({ db, clinic: { send: () => Promise.reject(new Error('no line')) }, session, profile: 'kiosk', ports: systemPorts, now: () => now, denial: { isDenied: () => false, isOld: () => false }, offlineDays: () => 14, publish: () => {} }),
    shell: { openEsia: () => Promise.resolve({ outcome: 'cancelled', query: null }), leave: () => {}, exit: () => {}, print: () => Promise.resolve('printed') },
    now: () => now,
    noteTimeInUse: () => {},
    onLeave: () => {},
  });
  const bugs: unknown[] = [];
  const dispatch = createDispatcher({
    ...{ db, handlers, ports: systemPorts, profile: 'kiosk', actor: () => session.actor(), now: () => now, publish: () => {}, onCommand: () => {} },
    reportBug: (error) => void bugs.push(error),
  });
  let next = 0;

  return {
    close: () => db.close(),
    /** One booking by one patient; answers how long the command took, from the door to the answer. */
    async book(): Promise<number> {
      const slotId = times[next]?.id;
      next += 1;
      session.end();
      session.begin({ patientId: randomUUID(), signInId: randomUUID(), token: 'token' });
      const input = { commandId: randomUUID(), appointmentId: randomUUID(), slotId, holdId: null };
      const from = performance.now();
      const reply = await dispatch({ printJob: null }, 'appointments.book', input);
      const took = performance.now() - from;
      if (!reply.ok) throw new Error(`a booking was refused: ${reply.error.code} ${bugs.map(String).join()}`);
      return took;
    },
  };
}

/** The least a durable commit of so many pages costs in the same kind of file. */
function rawFile(path: string, pages: number) {
  const sqlite = new Sqlite(path) as Sqlite.Database & { key(key: Buffer): number };
  sqlite.pragma(`cipher = 'sqlcipher'`);
  sqlite.key(Buffer.from(`x'${randomBytes(32).toString('hex')}'`));
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON', 'temp_store = MEMORY', 'mmap_size = 0']) sqlite.pragma(pragma);
  sqlite.exec('CREATE TABLE page (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT');
  const rows = 4_000;
  const insert = sqlite.prepare('INSERT INTO page (n, bytes) VALUES (?, ?)');
  // As large as a page takes without a second one.
  sqlite.transaction(() => {
    for (let n = 0; n < rows; n += 1) insert.run(n, randomBytes(3_900));
  })();
  const update = sqlite.prepare('UPDATE page SET bytes = ? WHERE n >= ? AND n < ?');
  let at = 0;
  return {
    close: () => sqlite.close(),
    checkpoint: () => void sqlite.pragma('wal_checkpoint(TRUNCATE)'),
    commit(): number {
      at = (at + pages) % (rows - pages);
      const bytes = randomBytes(3_900);
      const from = performance.now();
      update.run(bytes, at, at + pages);
      return performance.now() - from;
    },
  };
}

const frameBytes = 4_096 + 24;

/** PF4: row, outbox entry and audit event through the real dispatch, against one raw commit that writes as many pages. */
export async function commandOnDisk(say: (line: string) => void): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-bench-'));
  try {
    const [path, rawPath] = [join(folder, 'kabinet.db'), join(folder, 'raw.db')];
    const kiosk = kioskOn(path);
    const growth = async (file: string, times: number, work: () => unknown) => {
      const before = statSync(`${file}-wal`).size;
      for (let index = 0; index < times; index += 1) await work();
      return (statSync(`${file}-wal`).size - before) / frameBytes / times;
    };
    // The log of a fresh file has room for these, so that what they add to it can be counted.
    const pages = await growth(path, counted, kiosk.book);
    const raw = rawFile(rawPath, Math.round(pages));
    raw.checkpoint();
    const rawPages = await growth(rawPath, counted, raw.commit);
    say(`a booking writes ${round(pages, 1)} pages, the raw commit ${round(rawPages, 1)}`);
    const [ours, least]: [number[], number[]] = [[], []];
    for (let round = 0; round < commands; round += 1) {
      ours.push(await kiosk.book());
      least.push(raw.commit());
    }
    kiosk.close();
    raw.close();
    return compare({
      row: 'PF4',
      what: `a booking on disk: row, outbox entry, audit event (${commands} commands)`,
      limit: `one raw commit of ${Math.round(pages)} pages, synchronous=FULL, same cipher`,
      ours: spread(ours),
      least: spread(least),
      of: 'median',
      aim: '<= 1.3',
      notes: [`pages of the log per commit: ours ${round(pages, 1)}, raw ${round(rawPages, 1)}`],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
