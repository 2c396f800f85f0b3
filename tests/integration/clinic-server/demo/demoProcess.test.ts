import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Slot } from '@medplum/fhirtypes';
import * as z from 'zod';
import { fromWire } from '../../../../shared/lib/moscow.ts';
import { askToken, bookParameters, newDeviceKey, signAssertion } from '../../../support/clinicDevice.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { at, client, type Ask } from '../../../support/fhirClient.ts';

let demo: DemoClinic;
beforeAll(async () => {
  demo = await startDemo({ hold: 30, idle: 17 });
}, 120_000);
afterAll(() => demo.stop(), 60_000);

const json = { 'content-type': 'application/json' };

async function enrolled(code: string): Promise<{ me: unknown; ask: Ask }> {
  const key = await newDeviceKey();
  const answer = await client(demo.server, null)('POST', '/device/enrol', { code, profile: 'kiosk', publicKeyJwk: key.publicKeyJwk }, json);
  expect(answer.status).toBe(201);
  const given = await askToken(demo.server, await signAssertion(key.privateKey, { deviceId: String(at(answer.body, 'deviceId')) }));
  return { me: answer.body, ask: client(demo.server, String(at(given.body, 'access_token'))) };
}

it('A4 an outsider books a visit at the demo clinic with what its one line says; a kill of the server loses nothing', async () => {
  const kiosk = await enrolled(demo.enrol.kiosk);
  expect(kiosk.me).toMatchObject({
    deviceCode: 'К01',
    clinicName: { ru: 'Национальный эндокринологический центр' },
    policy: { idleSeconds: 17, holdSeconds: 30, holdSecondsLonger: 60 },
  });
  const [anna] = demo.accounts;
  expect(anna?.name).toBe('Кузнецова Анна Петровна');
  const signedIn = await kiosk.ask('POST', '/identity/sign-in', { login: anna?.login, password: anna?.password }, json);
  expect(signedIn.status).toBe(200);
  const found = await kiosk.ask(
    'GET',
    `/fhir/Slot?status=free&start=ge${new Date(Date.now() + 86_400_000 * 3).toISOString().slice(0, 10)}&_count=1`,
  );
  const resource = at(found.body, 'entry', 0, 'resource') as Slot;
  const slot = {
    id: resource.id ?? '',
    startsAt: fromWire(resource.start ?? ''),
    endsAt: fromWire(resource.end ?? ''),
    status: 'free',
  } as const;
  const appointmentId = randomUUID();
  const patientId = String(at(signedIn.body, 'patientId'));
  const write = { 'idempotency-key': randomUUID(), 'kabinet-sign-in': String(at(signedIn.body, 'signInId')) };
  const body = { resourceType: 'Parameters', parameter: bookParameters({ slot, patientId, appointmentId }) };
  const booked = await kiosk.ask('POST', '/fhir/Appointment/$book', body, write);
  expect(booked.status).toBe(201);

  await demo.kill();
  await expect(kiosk.ask('GET', '/fhir/Slot?_count=1')).rejects.toThrow();
  await demo.startAgain();
  const again = await kiosk.ask('POST', '/fhir/Appointment/$book', body, write);
  expect(again.body).toEqual(booked.body);
  const read = await client(demo.server, demo.systemToken)('GET', `/fhir/Appointment/${appointmentId}`);
  expect(at(read.body, 'status')).toBe('booked');
}, 120_000);

it('W9 the demo gives codes for as many devices as one likes', async () => {
  const [first, second] = [await demo.enrolCode('kiosk'), await demo.enrolCode('kiosk')];
  expect(first).not.toBe(second);
  await enrolled(first);
  await enrolled(second);
});

it('A4 the demo ends when its parent does, and takes its database with it', async () => {
  const child = spawn(process.execPath, ['clinic-server/demo/index.ts', '--json', '--die-with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const said = z
    .object({ server: z.url(), mailbox: z.object({ smtp: z.string(), web: z.url() }), seed: z.int(), ready_ms: z.int() })
    .parse(JSON.parse(line));
  expect(await delivered(said.mailbox)).toContain('Проверка');
  child.stdin.end();
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
  await expect(fetch(said.server)).rejects.toThrow();
}, 120_000);

/** Speaks SMTP by hand: the mailbox is a real server, so anything that speaks it may deliver. */
async function delivered({ smtp, web }: { smtp: string; web: string }): Promise<string> {
  const socket = connect(Number(new URL(smtp).port), '127.0.0.1');
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  // Of an answer of several lines only the last has a space after its number.
  const answered = async () => {
    for (let line = await answers.next(); !line.done; line = await answers.next()) if (/^\d{3} /.test(line.value)) return;
  };
  await answered();
  const letter = 'From: clinic@example.org\r\nTo: anna@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПроверка\r\n.\r\n';
  for (const command of [
    'EHLO test\r\n',
    'MAIL FROM:<clinic@example.org>\r\n',
    'RCPT TO:<anna@example.org>\r\n',
    'DATA\r\n',
    letter,
    'QUIT\r\n',
  ]) {
    socket.write(command);
    await answered();
  }
  socket.destroy();
  return (await fetch(`${web}/letters.json`)).text();
}
