import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AnswerTooLarge, Unreachable } from '../../../../backend/sync/clinicApi.ts';
import { refuse, startScriptedServer, type Answer, type ScriptedServer } from '../../../support/scriptedServer.ts';
import { syncDevice, type SyncDevice } from '../../../support/syncDevice.ts';

// A file over the wire: bytes as they are, up to the cap, from the clinic's server and nobody else.

let server: ScriptedServer;
let device: SyncDevice;
const path = '/fhir/Binary/0b3c1d52-5d0c-4a55-8c3e-7f0a9d1e2b3c';
const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256));

beforeAll(async () => {
  server = await startScriptedServer();
  device = syncDevice(server, { speed: 1 });
  device.signIn();
});
afterAll(async () => {
  await device.stop();
  await server.stop();
});
beforeEach(() => {
  server.state.write = () => ({ status: 404 });
});

const pdf = (content: Buffer, headers: Record<string, string> = {}): Answer => ({ status: 200, bytes: content, headers: { 'content-type': 'application/pdf', ...headers } });
function fetchFile(answer: Answer, mostBytes = 100_000) {
  server.state.write = ({ path: asked }) => (asked === path ? answer : { status: 404 });
  return device.parts.clinic.send({ method: 'GET', path, as: 'patient', timeoutMs: 5_000, file: { mostBytes } });
}

test('L3 a file arrives byte for byte, asked for under the token of the patient', async () => {
  const { status, body } = await fetchFile(pdf(bytes));
  expect(status).toBe(200);
  expect(Buffer.isBuffer(body) && body.equals(bytes)).toBe(true);
  expect(server.heard.findLast((said) => said.path === path)?.headers.authorization).toBe('Bearer patient-token');
});

test('L3 more than was asked for is not read, and is no line that is down', async () => {
  await expect(fetchFile(pdf(bytes), 60_000)).rejects.toBeInstanceOf(AnswerTooLarge);
  await expect(fetchFile(pdf(bytes, { 'transfer-encoding': 'chunked' }), 60_000)).rejects.toBeInstanceOf(AnswerTooLarge);
  expect((await fetchFile(pdf(bytes))).status).toBe(200);
});

test('L3 a refusal is read as one, a cut line as no answer, and JSON is no file', async () => {
  expect(await fetchFile(refuse(403, 'forbidden'))).toMatchObject({ status: 403, refusal: 'forbidden' });
  await expect(fetchFile('cut')).rejects.toBeInstanceOf(Unreachable);
  expect(await fetchFile({ status: 200, body: { resourceType: 'Binary' } })).toMatchObject({ status: 200, body: { resourceType: 'Binary' } });
});
