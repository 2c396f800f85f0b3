import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Routes } from '../../../../clinic-server/http/parts.ts';
import { createLog } from '../../../../clinic-server/log.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { patient } from './resources.ts';

const canary = 'Канарейкина';
let written = '';
let clinic: TestClinic;
let ask: Ask;

/** Doors that fail as a fault of ours would: with a patient's words in the message. */
const failing: Routes = (app, parts) => {
  app.get('/test/throw', async () => {
    throw new Error(`could not read ${canary}`);
  });
  app.get('/test/database', async () => {
    await parts.pool.query(`select '${canary}' from nowhere`);
  });
};

beforeAll(async () => {
  const log = createLog('trace', { write: (line: string) => void (written += line) });
  clinic = await startClinic({ log, more: [failing] });
  ask = system(clinic);
});
afterAll(() => clinic.stop());

it('A2 whatever goes wrong, neither the answer nor the log repeats a patient’s words or a token', async () => {
  const id = randomUUID();
  await ask('PUT', `/fhir/Patient/${id}`, patient(canary, id));
  await ask('GET', `/fhir/Patient?family=${canary}`);
  await ask('POST', '/fhir/Patient', { ...patient(canary), gender: canary, [canary]: 1 });
  await ask('POST', '/fhir/Patient', `{"resourceType":"Patient","name":[{"family":"${canary}"`);
  await ask('GET', `/fhir/${canary}/${canary}`);
  await ask('GET', `/${encodeURIComponent(canary)}`);
  for (const path of ['/test/throw', '/test/database']) {
    const answer = await ask('GET', path);
    expect(refusal(answer)).toBe('500 internal');
    expect(JSON.stringify(answer.body)).not.toContain(canary);
    // The reference in the answer is how staff and log find each other.
    expect(written).toContain(String(at(answer.body, 'issue', 0, 'diagnostics')));
  }
  expect(written).toContain('"route":"/fhir/:type/:id"');
  expect(written).toContain('"sqlState":"42P01"');
  expect(written).toContain('log.test.ts');
  for (const secret of [canary, encodeURIComponent(canary), clinic.systemToken, id]) expect(written).not.toContain(secret);
});

it('A2 the log hides what a name says is personal, however deep it lies', () => {
  let line = '';
  const log = createLog('info', { write: (text: string) => void (line = text) });
  log.info({ a: { b: [{ c: { name: [{ family: canary }], snils: '112-233-445 95', status: 200 } }] }, token: 'secret-token' }, 'ready');
  expect(line).not.toMatch(/Канарейкина|112-233|secret-token/);
  expect(line).toContain('"status":200');
});
