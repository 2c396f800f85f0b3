import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { openDatabase, type DeviceDatabase } from '../../../backend/db/open.ts';
import { recordEvent } from '../../../backend/server/audit.ts';
import { createSession, type OwnedSession } from '../../../backend/server/session.ts';
import { createSignIns, type SignIns } from '../../../backend/server/signIns.ts';
import { Unreachable, type ClinicAnswer, type ClinicRequest } from '../../../backend/sync/clinicApi.ts';
import type { Id } from '../../../shared/lib/ids.ts';

const [mother, son] = [randomUUID(), randomUUID()] as const;
const name = { family: 'Канареева', given: 'Ольга', patronymic: null };
const request = { path: '/identity/act-for', body: { patientId: son }, timeoutMs: 1_000, refusals: ['not_representative', 'locked'] as const, pageWaits: true };

let db: DeviceDatabase;
let session: OwnedSession;
let signIns: SignIns;
let sent: ClinicRequest[];
let seenAtLoad: unknown;
let answer: (asked: ClinicRequest) => Promise<ClinicAnswer>;
let load: () => Promise<void>;

const said = (status: number, body: unknown, refusal: string | null = null): ClinicAnswer => ({ status, body, refusal, retryAfterMs: null });
const save = (id: Id) => db.write((tx) => tx.run(`INSERT INTO patient (id, family, given, patronymic, birth_date, phone) VALUES ($id, 'Канареева', 'Ольга', NULL, '1988-06-12', NULL)`, { id }));
const rows = () => db.read.all<{ id: string }>('SELECT id FROM patient', {}).map(({ id }) => id);

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-switch-'));
  db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null }, false);
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  [sent, seenAtLoad] = [[], null];
  answer = () => Promise.resolve(said(200, { signInId: randomUUID(), token: 'second', patientId: son, representative: { patientId: mother, name } }));
  load = () => Promise.resolve(void save(son));
  session = createSession(() => db.forgetPatient());
  signIns = createSignIns({
    session,
    clinic: { send: (asked) => (sent.push(asked), asked.path === '/identity/sign-out' ? Promise.resolve(said(204, null)) : answer(asked)) },
    sync: {
      loadPatient() {
        seenAtLoad = { rows: rows(), token: session.token(), switching: signIns.switching() };
        return load();
      },
    },
    publish: () => {},
  });
  session.begin({ patientId: mother, signInId: randomUUID(), token: 'first' });
  save(mother);
});

it('R10 the first person’s rows are gone from the device before the second’s come', async () => {
  expect(await signIns.switchTo(request)).toBe('signed_in');
  expect(seenAtLoad).toEqual({ rows: [], token: 'second', switching: true });
  expect(rows()).toEqual([son]);
  expect(sent.map(({ path, as }) => [path, as])).toEqual([['/identity/act-for', 'patient']]);
  expect(session.actor()).toMatchObject({ role: 'patient', patientId: son, representative: { patientId: mother, name } });
  expect(signIns.switching()).toBe(false);
});

it('R10 what the server refuses, or cannot be asked for, changes nothing', async () => {
  for (const [became, code] of [
    [() => Promise.resolve(said(403, null, 'not_representative')), 'not_representative'],
    [() => Promise.resolve(said(403, null, 'locked')), 'locked'],
    [() => Promise.resolve(said(500, null, 'internal')), 'try_later'],
    [() => Promise.reject(new Unreachable('no line')), 'offline'],
  ] as const) {
    answer = became;
    expect(await signIns.switchTo(request)).toMatchObject({ code });
    expect([rows(), session.token(), session.actor().representative]).toEqual([[mother], 'first', undefined]);
  }
});

it('R10 when the second person’s records do not come, nobody is signed in and nothing of anybody is left', async () => {
  load = () => {
    save(son);
    return Promise.reject(new Unreachable('no line'));
  };
  expect(await signIns.switchTo(request)).toMatchObject({ code: 'offline' });
  expect([rows(), session.actor().role, session.token()]).toEqual([[], 'visitor', null]);
  expect(sent.map(({ path }) => path)).toEqual(['/identity/act-for', '/identity/sign-out']);
});

it('R10 whoever left while the server thought is not signed in again behind their back', async () => {
  const given = answer;
  answer = (asked) => {
    session.end();
    return given(asked);
  };
  expect(await signIns.switchTo(request)).toMatchObject({ code: 'try_later' });
  expect([rows(), session.actor().role]).toEqual([[], 'visitor']);
  expect(seenAtLoad).toBeNull();
});

it('R10 two changes at one moment are one, and a visitor changes into nobody', async () => {
  const both = await Promise.all([signIns.switchTo(request), signIns.switchTo(request), signIns.signIn(request)]);
  expect(both.map((one) => (one === 'signed_in' ? one : one.code))).toEqual(['signed_in', 'try_later', 'try_later']);
  session.end();
  expect(await signIns.switchTo(request)).toMatchObject({ code: 'try_later' });
  expect(sent).toHaveLength(1);
});

it('R10 what is done for another is in the device’s audit in the name of who does it, about whom it is done', async () => {
  await signIns.switchTo(request);
  db.write((tx) => recordEvent(tx, { actor: session.actor(), action: 'appointments.book', subject: son, at: 1 }));
  expect(db.read.all('SELECT actor_patient_id AS actor, subject, sign_in_id AS signIn FROM audit', {})).toEqual([{ actor: mother, subject: son, signIn: session.patient()?.signInId }]);
});

it('R10 back as oneself, nobody stands beside the person any more', async () => {
  await signIns.switchTo(request);
  answer = () => Promise.resolve(said(200, { signInId: randomUUID(), token: 'third', patientId: mother, representative: null }));
  load = () => Promise.resolve(void save(mother));
  expect(await signIns.switchTo(request)).toBe('signed_in');
  expect([rows(), session.actor().patientId, session.actor().representative]).toEqual([[mother], mother, undefined]);
});
