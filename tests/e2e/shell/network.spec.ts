import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createIssuer, serverLines } from '../../support/certificates.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startTlsFront, type TlsFront } from '../../support/tlsFront.ts';

// What Chromium would do with servers it may never reach, in a window whose lock on requests the test has taken off; and whether the
// count of strangers that every other test ends with really counts.

let kabinet: Kabinet;
let front: TlsFront;
let asking: Server;
const authorizations: (string | undefined)[] = [];
const visits: (string | undefined)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'kabinet-tls-'));

test.beforeAll(async () => {
  const { key, certificate: cert } = createIssuer(folder)('localhost', { extensions: serverLines('DNS:localhost') });
  front = await startTlsFront({ key, cert, requestCert: true, rejectUnauthorized: false }, null);
  asking = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    visits.push(request.url);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="Kabinet"' }).end('who are you?');
  });
  await new Promise<void>((resolve) => void asking.listen(0, '127.0.0.1', resolve));
  kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', strangers: true });
  // The warmed window comes a little later; from then on no window may appear.
  await expect.poll(() => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
});

test.afterAll(async () => {
  await kabinet.close();
  await front.stop();
  asking.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Loads an address in a window of its own that went through the same hardening, with the lock on requests taken off. */
async function load(address: string): Promise<{ outcome: string; windows: number }> {
  return kabinet.app.evaluate(async ({ BrowserWindow, session }, url) => {
    const before = BrowserWindow.getAllWindows().length;
    const partition = `unlocked-${String(Math.random())}`;
    session.fromPartition(partition).webRequest.onBeforeRequest(null);
    const window = new BrowserWindow({ show: false, webPreferences: { partition, sandbox: true } });
    const outcome = await window.webContents.loadURL(url).then(
      () => 'loaded',
      (error: Error & { code?: string }) => error.code ?? error.message,
    );
    const windows = BrowserWindow.getAllWindows().length - before - 1;
    window.destroy();
    return { outcome, windows };
  }, address);
}

test('H43 a page’s server without a trusted certificate is refused by Chromium, and nothing in the app says otherwise', async () => {
  const { outcome } = await load(`https://localhost:${front.port}/`);
  expect(outcome).toMatch(/^ERR_CERT_/);
  expect(front.heardBytes()).toBe(0);
});

test('H43 main answers the three questions of trust itself: no exception, no certificate of ours, no password', async () => {
  const answers = await kabinet.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const said: unknown[] = [];
      let prevented = 0;
      const event = { preventDefault: () => void (prevented += 1) };
      const emit: unknown = Reflect.get(contents, 'emit');
      const ask = (name: string, ...rest: unknown[]) => typeof emit === 'function' && Reflect.apply(emit, contents, [name, event, ...rest]);
      const answer = (...values: unknown[]) => void said.push(values);
      const asked = [
        ask('certificate-error', 'https://localhost/', 'net::ERR_CERT_AUTHORITY_INVALID', {}, answer),
        ask('select-client-certificate', 'https://localhost/', [{}], answer),
        ask('login', {}, {}, answer),
      ];
      return { asked, said, prevented };
    }),
  );
  expect(answers.length).toBeGreaterThan(0);
  for (const one of answers) expect(one).toEqual({ asked: [true, true, true], said: [[false], []], prevented: 3 });
});

test('H43 a server that asks for a password gets none, and no window opens to ask for one', async () => {
  const { windows } = await load(`http://127.0.0.1:${(asking.address() as AddressInfo).port}/`);
  expect(windows).toBe(0);
  expect(authorizations.length).toBeGreaterThan(0);
  expect(authorizations.filter((sent) => sent !== undefined)).toEqual([]);
});

test('H6 the count of strangers that ends every test sees one that was answered, one that was refused and one that was cut off', async () => {
  const before = kabinet.strangers().length;
  const cutOff = `http://127.0.0.1:${(asking.address() as AddressInfo).port}/cut-off`;
  await kabinet.app.evaluate(({ webContents }, url) => webContents.getAllWebContents()[0]?.session.fetch(url).catch(() => null), cutOff);
  await load(`http://127.0.0.1:${(asking.address() as AddressInfo).port}/answered`);
  await load(`https://localhost:${front.port}/refused`);
  await expect.poll(() => kabinet.strangers().slice(before).map((line) => line.replace(/.*\//, '')).filter((name) => name !== '')).toEqual(expect.arrayContaining(['cut-off', 'answered', 'refused']));
  // In a window of ours the lock held; the one the test took it off shows that this server answers.
  expect(visits).toContain('/answered');
  expect(visits).not.toContain('/cut-off');
});

test('H6 a test that reached somebody without saying so fails at its end', async () => {
  const other = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000' });
  const reach = () => other.app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.session.fetch('http://127.0.0.1:9/stranger').catch(() => null));
  await expect(async () => {
    await reach();
    expect(other.strangers().length).toBeGreaterThan(0);
  }).toPass({ intervals: [300], timeout: 15_000 });
  await expect(other.close()).rejects.toThrow('H6 somebody else was asked: GET http://127.0.0.1:9/stranger');
});
