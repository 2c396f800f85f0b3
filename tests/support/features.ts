import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openDatabase } from '../../backend/db/open.ts';
import { createHandlers, syncRules } from '../../backend/features/index.ts';
import { createCounting } from '../../backend/server/counting.ts';
import { createDesk } from '../../backend/server/desk.ts';
import { createDispatcher } from '../../backend/server/dispatch.ts';
import { createSealing } from '../../backend/server/sealing.ts';
import { createSession } from '../../backend/server/session.ts';
import { createSignIns } from '../../backend/server/signIns.ts';
import { createStaffDoor } from '../../backend/server/staffDoor.ts';
import { Unreachable, type ClinicApi } from '../../backend/sync/clinicApi.ts';
import type { DeviceRecord } from '../../backend/sync/deviceRecord.ts';
import { saveDevice } from '../../backend/sync/deviceRecord.ts';
import { indexRules } from '../../backend/sync/ruleIndex.ts';
import { renewSealKeys } from '../../backend/sync/sealKeys.ts';
import type { PulledResource, PulledType } from '../../backend/sync/rules.ts';
import { withdraw, type WithdrawAsk } from '../../backend/sync/withdraw.ts';
import type { Channel, Input, Output } from '../../shared/contract.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import type { Reply } from '../../shared/rpc/wire.ts';
import type { Resource } from './clinicResources.ts';

/** Monday, 23 November 2026, 9:00 in Moscow. */
export const monday = Instant.parse(Date.UTC(2026, 10, 23, 6));

/**
 * All features behind the real dispatch door, on a real encrypted file, on a kiosk whose line is down. What the server
 * would say is put in as FHIR resources through the features' own rules.
 */
export function featuresOffline(device: Partial<DeviceRecord['policy']> & { officeId?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-features-'));
  const db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null }, false);
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  const clock = { now: monday };
  const { officeId = randomUUID(), ...policy } = device;
  const record: DeviceRecord = {
    ...{
      deviceId: randomUUID(),
      code: 'К03',
      profile: 'kiosk',
      officeId,
      clinic: { ru: 'Клиника', en: 'Clinic' },
      phone: '+7 495 000-00-00',
    },
    policy: {
      idleSeconds: 60,
      warnSeconds: 20,
      changeableHours: 2,
      maxActiveVisits: 3,
      holdSeconds: 120,
      holdSecondsLonger: 240,
      ...policy,
    },
  };
  db.write((tx) => saveDevice(tx, record));
  const session = createSession(() => db.forgetPatient());
  const leaving: (() => Promise<void>)[] = [];
  const jobs: { printJob: string }[] = [];
  let print: (job: { printJob: string }) => Promise<'printed' | 'no_printer' | 'failed'> = () => Promise.resolve('printed');
  const bugs: unknown[] = [];
  const exits: number[] = [];
  const rules = indexRules(syncRules);
  const ports = { monotonicNow: () => clock.now, after: () => () => {}, newId: () => randomUUID() };
  const line = { line: 'down', lastContactAt: null, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' } as const;

  let answer: ClinicApi['send'] = () => Promise.reject(new Unreachable('no line'));
  const clinic: ClinicApi = { send: (request) => answer(request) };
  const sync = {
    ...{ trigger: () => {}, status: () => line, firstLoad: () => null },
    outcome: () => Promise.resolve({ state: 'unknown', refusal: null } as const),
    loadPatient: () => Promise.reject(new Unreachable('no line')),
    withdraw: (ask: WithdrawAsk) => withdraw(db, rules, ask),
  };
  const handlers = createHandlers({
    ...{ read: db.read, session, clinic, sync, device: () => record, problem: () => null, appVersion: '0.1.0', newId: ports.newId, publish: () => {} },
    signIns: createSignIns({ clinic, session, sync, publish: () => {} }),
    server: 'http://127.0.0.1:9',
    seal: createSealing({ deviceId: record.deviceId, privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
    renewSealKeys: () => renewSealKeys(db, clinic),
    staff: createStaffDoor({ db, now: () => clock.now, ports, code: () => record.policy.staffCode ?? null }),
    counting: createCounting({ db, clinic, ports, now: () => clock.now, isTimeKnown: () => false, reportBug: (error) => void bugs.push(error) }),
    desk: createDesk({ db, clinic, session, profile: record.profile, ports: { ...ports, wallNow: () => clock.now }, now: () => clock.now, denial: { isDenied: () => false, isOld: () => false }, offlineDays: () => record.policy.staffOfflineDays ?? 14, publish: () => {} }),
    shell: { openEsia: () => Promise.resolve({ outcome: 'cancelled', query: null }), leave: () => {}, exit: () => void exits.push(clock.now), print: (job) => (jobs.push(job), print(job)) },
    now: () => clock.now,
    onLeave: (action) => void leaving.push(action),
    noteTimeInUse: () => {},
  });
  const dispatch = createDispatcher({
    ...{ db, handlers, ports, profile: record.profile, actor: () => session.actor(), now: () => clock.now, publish: () => {}, onCommand: () => {} },
    reportBug: (error) => void bugs.push(error),
  });

  function raw(channel: string, input: unknown, printJob: string | null = null): Promise<Reply> {
    return dispatch({ printJob }, channel, input);
  }

  return {
    ...{ db, clock, record, bugs, jobs, exits, raw },
    /** What the printer does; main is not here. */
    onPrint(action: typeof print): void {
      print = action;
    },
    /** The line is up for these questions. */
    onAsk(action: ClinicApi['send']): void {
      answer = action;
    },
    /** The answer of a call that must succeed. */
    async call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
      const reply = await raw(channel, input);
      expect(reply, JSON.stringify(bugs.map(String))).toMatchObject({ ok: true });
      return (reply as { value: Output<C> }).value;
    },
    /** The code of a call that must be refused. */
    async refusal(channel: Channel, input: unknown): Promise<string> {
      const reply = await raw(channel, input);
      expect(reply).toMatchObject({ ok: false });
      return reply.ok ? '' : reply.error.code;
    },
    /** As a pull would, each with a rule that must exist. */
    put(...resources: readonly Resource[]): void {
      db.write((tx) => {
        for (const resource of resources) expect(rules.apply(tx, pulled(resource))).not.toEqual([]);
      });
    },
    remove(resource: Resource): void {
      db.write((tx) => rules.remove(tx, resource.resourceType as PulledType, resource.id));
    },
    signIn(patient: Resource): void {
      session.begin({ patientId: patient.id, signInId: randomUUID(), token: 'token' });
      this.put(patient);
    },
    async leave(): Promise<void> {
      await Promise.all(leaving.map((action) => action()));
      session.end();
    },
    /** What the outbox's entry becomes when the server has answered. */
    settle(commandId: string, state: 'applied' | 'refused' | 'aside', refusal: string | null = null): void {
      db.write((tx) =>
        tx.run('UPDATE outbox SET state = $state, refusal = $refusal WHERE command_id = $commandId', { commandId, state, refusal }),
      );
    },
    requestOf(commandId: string) {
      const entry = db.read.get<{ channel: string; input: string; output: string; patientId: string; signInId: string }>(
        'SELECT channel, input, output, patient_id AS patientId, sign_in_id AS signInId FROM outbox WHERE command_id = $commandId',
        { commandId },
      );
      if (entry === undefined) throw new Error('no such entry');
      const full = { ...entry, commandId, position: 1, version: 1, state: 'queued', tries: 0, refusal: null } as const;
      const { rule, input, context } = rules.ready(full);
      return { rule, input, request: rule.toRequest(input, context, db.read) };
    },
  };
}

export type Offline = ReturnType<typeof featuresOffline>;

function pulled(resource: Resource): PulledResource {
  return { resourceType: resource.resourceType as PulledType, id: resource.id, version: 1, content: resource };
}
