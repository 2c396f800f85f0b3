import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { openDatabase } from '../../backend/db/open.ts';
import type { WriteTx } from '../../backend/db/types.ts';
import { syncRules } from '../../backend/features/index.ts';
import type { Handlers } from '../../backend/server/handler.ts';
import { runDevice } from '../../backend/server/runDevice.ts';
import { systemPorts } from '../../backend/server/systemPorts.ts';
import { saveDevice } from '../../backend/sync/deviceRecord.ts';
import { byCommand, enqueue } from '../../backend/sync/outbox.ts';
import type { AllSyncRules, PulledResource, PushRule } from '../../backend/sync/rules.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { ScriptedServer } from './scriptedServer.ts';

const Content = z.object({ text: z.string() });

/** Keeps what a rule was told where a test can read it: shared rows and events in `counter`, a patient's rows in `patient`. */
function note(tx: WriteTx, name: string, value = 1): void {
  tx.run('INSERT INTO counter (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = $value', { name, value });
}

const cancel: PushRule<'appointments.cancel'> = {
  touches: ({ appointmentId }) => [`Appointment/${appointmentId}`],
  toRequest: ({ appointmentId, reason, comment }) => {
    if (comment === 'unmappable') throw new Error('no mapping');
    return { method: 'POST', path: `/fhir/Appointment/${appointmentId}/$cancel`, body: { reason }, as: 'device' };
  },
  applied: (tx, { appointmentId }) => note(tx, `applied ${appointmentId}`),
  withdraw: (tx, { appointmentId }) => (note(tx, `withdrawn ${appointmentId}`), true),
  refused: (tx, { appointmentId }, code) => note(tx, `refused ${appointmentId} ${code}`),
};

const rules: AllSyncRules = {
  ...syncRules,
  // Its entries are appointments too; here they would only be read as broken ones.
  waiting: { push: syncRules.waiting.push },
  doctors: { push: {} },
  prices: { push: {} },
  schedule: { push: {} },
  notices: {
    push: {},
    apply: { Communication: (tx, { id, version, content }: PulledResource) => note(tx, `${id} ${Content.parse(content).text}`, version) },
    remove: { Communication: (tx, id) => void tx.run(`DELETE FROM counter WHERE name LIKE $id || ' %'`, { id }) },
  },
  identity: { push: {} },
  appointments: {
    push: { ...syncRules.appointments.push, 'appointments.cancel': cancel },
    apply: {
      Appointment: (tx, { id, content }) =>
        void tx.run(`INSERT INTO patient (id, family, given, birth_date) VALUES ($id, $text, '', '') ON CONFLICT (id) DO UPDATE SET family = $text`, { id, text: Content.parse(content).text }),
    },
    remove: { Appointment: (tx, id) => void tx.run('DELETE FROM patient WHERE id = $id', { id }) },
  },
};

/** An enrolled device's engine, a kiosk's unless told, with rules that only take notes, over a real file and real HTTP. Time runs `speed` times as fast for its timers. */
export function syncDevice(server: Pick<ScriptedServer, 'url'>, { speed = 20, wallAheadMs = 0, profile = 'kiosk', kept }: { speed?: number; wallAheadMs?: number; profile?: Profile; /** A file that outlives this process. */ kept?: { readonly folder: string; readonly key: Buffer } } = {}) {
  const folder = kept?.folder ?? mkdtempSync(join(tmpdir(), 'kabinet-sync-'));
  const path = join(folder, 'kabinet.db');
  const db = openDatabase({ path, key: kept?.key ?? randomBytes(32), personal: profile === 'kiosk' ? 'personal' : 'main', binding: null }, existsSync(path));
  const deviceId = randomUUID();
  db.write((tx) =>
    saveDevice(tx, {
      ...{ deviceId, code: 'К07', profile, officeId: randomUUID(), clinic: { ru: 'К', en: null }, phone: '' },
      policy: { idleSeconds: 1, warnSeconds: 1, changeableHours: 1, maxActiveVisits: 1, holdSeconds: 1, holdSecondsLonger: 1 },
    }),
  );
  const clock = { aheadMs: wallAheadMs, monotonicAheadMs: 0 };
  const topics: string[] = [];
  const bugs: string[] = [];
  const device = runDevice(
    { db, server: server.url, ca: null, credential: { deviceId, privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey } },
    {
      rules,
      createHandlers: () => ({}) as Handlers,
      ports: {
        ...systemPorts,
        wallNow: () => Date.now() + clock.aheadMs,
        monotonicNow: () => performance.now() * speed + clock.monotonicAheadMs,
        after: (milliseconds, action) => systemPorts.after(milliseconds / speed, action),
      },
      ...{ profile, appVersion: '0.1.0', shell: { print: async () => 'printed', openEsia: async () => ({ outcome: 'failed', query: null }), leave: () => undefined, exit: () => undefined } },
      publish: (changed) => void topics.push(...changed),
      reportBug: (_error, where) => void bugs.push(where),
      onPolicy: () => undefined,
    },
  );
  const { engine, parts } = device;
  let patientId: string | null = null;

  return {
    ...{ db, engine, parts, topics, bugs, clock, rules },
    signIn(): void {
      patientId = randomUUID();
      parts.session.begin({ patientId, signInId: randomUUID(), token: 'patient-token' });
    },
    /** What a cancellation at the screen would have committed. */
    cancel(comment: string | null = null, appointmentId = randomUUID()) {
      const commandId = randomUUID();
      const input = { commandId, appointmentId, reason: 'plans' as const, comment };
      db.write((tx) => enqueue(tx, { commandId, channel: 'appointments.cancel', input, output: { appointmentId }, role: 'patient', patientId, signInId: null, at: Date.now() }));
      return { commandId, appointmentId };
    },
    stateOf: (commandId: string) => byCommand(db.read, commandId)?.state,
    notes: () => db.read.all<{ name: string }>(`SELECT name FROM counter WHERE name <> 'sequence' ORDER BY name`).map(({ name }) => name),
    visits: () => db.read.all<{ family: string }>('SELECT family FROM patient ORDER BY family').map(({ family }) => family),
    async stop(): Promise<void> {
      await device.close(10);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type SyncDevice = ReturnType<typeof syncDevice>;
