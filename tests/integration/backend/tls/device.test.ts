import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { authorityLines, createIssuer, serverLines, type Certificate } from '../../../support/certificates.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { memoryKeychain } from '../../../support/memoryKeychain.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';
import { startTlsFront, type TlsFront } from '../../../support/tlsFront.ts';
import { keyPin } from '../../../support/tlsServers.ts';

// The whole backend over TLS, before a real clinic server: from enrolment with the clinic's own authority to a server that is not ours any more.

const folder = mkdtempSync(join(tmpdir(), 'kabinet-tls-'));
const caFile = join(folder, 'clinic.pem');
/** The server's configuration; changed by a test as an administrator would change it. */
const tlsPins: string[] = [];
let clinic: TestClinic;
let small: SmallClinic;
let certificates: Readonly<Record<'authority' | 'now' | 'spare' | 'third' | 'strange', Certificate>>;
let front: TlsFront;
let kiosk: TestBackend | null;

const shows = ({ key, chain }: Certificate): TlsOptions => ({ key, cert: chain });

beforeAll(async () => {
  const issue = createIssuer(folder);
  const authority = issue('authority', { extensions: authorityLines });
  const serves = (name: string, by: Certificate): Certificate => issue(name, { by, extensions: serverLines('DNS:localhost') });
  certificates = { authority, now: serves('now', authority), spare: serves('spare', authority), third: serves('third', authority), strange: serves('strange', issue('other', { extensions: authorityLines })) };
  writeFileSync(caFile, authority.certificate);
  clinic = await startClinic({
    config: { tlsPins },
    seed: async (pool) => {
      small = await seedSmallClinic(pool, { slots: [] });
    },
  });
});

afterAll(async () => {
  await clinic.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  tlsPins.splice(0);
  kiosk = null;
  front = await startTlsFront(shows(certificates.now), Number(new URL(clinic.url).port));
});

afterEach(async () => {
  await kiosk?.stop();
  await front.stop();
});

const server = (): string => `https://localhost:${front.port}`;
const keychain = memoryKeychain();

async function enrol(ca: string | null = caFile): Promise<TestBackend> {
  const code = await issueEnrolmentCode(clinic.pool, 'kiosk', small.officeId);
  kiosk = await startBackend({ server: server(), code, keychain, ...(ca === null ? {} : { ca }) });
  return kiosk;
}

/** The same device after its process has ended, started without any word about certificates. */
async function again(device: TestBackend): Promise<TestBackend> {
  await device.stop(true);
  kiosk = await startBackend({ server: server(), code: null, keychain, userDataPath: device.userDataPath });
  return kiosk;
}

const ready = (device: TestBackend) => eventually(() => device.call('device.state', {}), ({ state }) => state === 'ready', 20_000);
const lineIs = (device: TestBackend, line: 'up' | 'down', failure: string | null) =>
  eventually(() => device.call('sync.status', {}), (status) => status.line === line && status.failure === failure, 20_000);
/** Once more than at its start: the server's answer about the device has been taken in. */
const toldOfItself = (device: TestBackend) => eventually(() => device.topics.filter((topic) => topic === 'device').length, (count) => count >= 2, 20_000);
const problem = async (device: TestBackend) => {
  const state = await device.call('device.state', {});
  return state.state === 'problem' ? state.problem : state.state;
};

test('H43 a device is enrolled over TLS with the clinic’s authority and keeps it', async () => {
  const first = await enrol();
  await ready(first);
  expect(JSON.parse(readFileSync(join(first.userDataPath, 'device.json'), 'utf8'))).toMatchObject({ ca: certificates.authority.certificate });
  const second = await again(first);
  await lineIs(second, 'up', null);
});

test('H43 without the clinic’s authority nothing is enrolled, no code is sent, and staff read why; the next try succeeds', async () => {
  const device = await enrol(null);
  expect(await problem(device)).toBe('server_untrusted');
  expect(front.heardBytes()).toBe(0);
  await device.stop();
  await ready(await enrol());
});

test.each([
  ['is missing', () => join(folder, 'none.pem')],
  ['is no certificate', () => write('text.pem', 'not a certificate')],
  ['holds a server’s certificate', () => write('server.pem', certificates.now.certificate)],
  ['holds a broken certificate', () => write('broken.pem', certificates.authority.certificate.replace(/[A-Za-z0-9]{20}/, 'A'.repeat(20)))],
])('H43 a file of the authority that %s is named to staff, and nothing is asked of anybody', async (_what, file) => {
  expect(await problem(await enrol(file()))).toBe('authority_unreadable');
  expect(front.heardBytes()).toBe(0);
});

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test('H43 O4 a server that is another one overnight gets nothing, staff read that its certificate was not accepted, and the rightful one is spoken to again', async () => {
  const device = await enrol();
  await lineIs(device, 'up', null);
  const before = front.heardBytes();
  front.show(shows(certificates.strange));
  await lineIs(device, 'down', 'untrusted');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(front.heardBytes() - before).toBe(0);
  expect(await device.refusal('identity.signIn', { login: small.people[0]?.login, password: small.people[0]?.password })).not.toBe('no refusal');
  expect(front.heardBytes() - before).toBe(0);
  front.show(shows(certificates.now));
  await lineIs(device, 'up', null);
});

test('H43 pins come with enrolment, outlive a restart, and let in the spare key and no third one', async () => {
  tlsPins.push(keyPin(certificates.now), keyPin(certificates.spare));
  const first = await enrol();
  await ready(first);
  const device = await again(first);
  await lineIs(device, 'up', null);
  const before = front.heardBytes();
  // Rightly signed by the clinic's own authority: only the pins tell it from ours.
  front.show(shows(certificates.third));
  await lineIs(device, 'down', 'untrusted');
  expect(front.heardBytes() - before).toBe(0);
  front.show(shows(certificates.spare));
  await lineIs(device, 'up', null);
});

test('H43 an answer of the pinned server brings the next pins; pins it does not fit itself are not taken', async () => {
  tlsPins.push(keyPin(certificates.now), keyPin(certificates.spare));
  const first = await enrol();
  await ready(first);
  tlsPins.splice(0, 2, keyPin(certificates.spare), keyPin(certificates.strange));
  const misled = await again(first);
  await toldOfItself(misled);
  // Had it taken them, it could not come back.
  const second = await again(misled);
  await lineIs(second, 'up', null);
  tlsPins.splice(0, 2, keyPin(certificates.now), keyPin(certificates.third));
  const rotated = await again(second);
  await toldOfItself(rotated);
  front.show(shows(certificates.spare));
  await lineIs(rotated, 'down', 'untrusted');
  front.show(shows(certificates.third));
  expect(await lineIs(rotated, 'up', null)).toMatchObject({ line: 'up' });
});

test('H43 at enrolment a server that does not fit its own pins has somebody in the middle: nothing is enrolled', async () => {
  tlsPins.push(keyPin(certificates.spare), keyPin(certificates.third));
  const device = await enrol();
  expect(await problem(device)).toBe('server_untrusted');
  expect(JSON.parse(readFileSync(join(device.userDataPath, 'device.json'), 'utf8'))).toMatchObject({ initialised: false, server: server() });
});

test('H43 the clinic’s next authority is brought by a technician and kept', async () => {
  const first = await enrol();
  await ready(first);
  await first.stop(true);
  const both = write('both.pem', `${certificates.authority.certificate}${readFileSync(join(folder, 'other.crt'), 'utf8')}`);
  kiosk = await startBackend({ server: server(), code: null, keychain, userDataPath: first.userDataPath, ca: both });
  await lineIs(kiosk, 'up', null);
  front.show(shows(certificates.strange));
  expect(await lineIs(await again(kiosk), 'up', null)).toMatchObject({ line: 'up' });
});
