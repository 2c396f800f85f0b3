import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { callBridge } from './callBridge.ts';

// Paper without dialogs: a slip of a real booking, printed into a folder as a printer of the system would get it.

let clinic: DemoClinic;
let kabinet: Kabinet;
let appointmentId: string;

async function ask(channel: string, input: unknown): Promise<Record<string, unknown>> {
  const reply = await callBridge(kabinet.page, channel, input);
  if (!reply.ok) throw new Error(`${channel}: ${reply.error.code}`);
  return reply.value as Record<string, unknown>;
}

/** Books the first free time of any doctor, as a screen does it. */
async function book(): Promise<string> {
  const { doctors } = (await ask('doctors.list', { text: '', speciality: null, officeId: null, day: null })) as { doctors: { roleId: string; nextFreeAt: number | null }[] };
  const doctor = doctors.find(({ nextFreeAt }) => nextFreeAt !== null);
  const day = new Date((doctor?.nextFreeAt ?? 0) + 3 * 3_600_000).toISOString().slice(0, 10);
  const { times } = (await ask('schedule.day', { roleId: doctor?.roleId, day })) as { times: { slotId: string; state: string }[] };
  const free = times.find(({ state }) => state === 'free');
  const holdId = randomUUID();
  await ask('appointments.hold', { slotId: free?.slotId, holdId, longer: false });
  const id = randomUUID();
  const commandId = randomUUID();
  await ask('appointments.book', { commandId, appointmentId: id, slotId: free?.slotId, holdId });
  expect(await ask('sync.outcome', { commandId, waitMs: 5_000 })).toMatchObject({ state: 'applied' });
  return id;
}

/** Size in millimetres and number of pages, read from the PDF itself. */
async function readPdf(file: string): Promise<{ widthMm: number; heightMm: number; pages: number }> {
  const text = await readFile(file, 'latin1');
  const [, width = '0', height = '0'] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text.replaceAll('\n', ' ').replaceAll(' ]', ']')) ?? [];
  const millimetres = (points: string) => (Number(points) / 72) * 25.4;
  return { widthMm: millimetres(width), heightMm: millimetres(height), pages: text.match(/\/Type \/Page\b/g)?.length ?? 0 };
}

async function printed(): Promise<string[]> {
  return (await readdir(kabinet.printsDir)).map((name) => join(kabinet.printsDir, name));
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clinic = await startDemo();
  kabinet = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk') });
  await expect.poll(async () => (await callBridge(kabinet.page, 'device.state', {})) as unknown, { timeout: 30_000 }).toMatchObject({ value: { state: 'ready' } });
  const [account] = clinic.accounts;
  await ask('identity.signIn', { login: account?.login, password: account?.password });
  appointmentId = await book();
});

test.afterAll(async () => {
  await kabinet.close();
  await clinic.stop();
});

test('K5 H13 a slip is printed on a receipt of its own length, one page, without a window in sight', async () => {
  const windows = kabinet.app.evaluate(async ({ BrowserWindow }) => {
    let most = 0;
    for (let look = 0; look < 60; look += 1) {
      most = Math.max(most, BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return most;
  });
  await ask('slips.print', { appointmentId, paper: '80mm', language: 'ru' });
  const files = await printed();
  expect(files).toHaveLength(1);
  expect(files[0]).toMatch(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.pdf$/);
  const { widthMm, heightMm, pages } = await readPdf(files[0] ?? '');
  expect(pages).toBe(1);
  expect(Math.abs(widthMm - 80)).toBeLessThan(1);
  expect(heightMm).toBeGreaterThan(60);
  expect(heightMm).toBeLessThan(400);
  expect(await windows).toBe(1);
});

test('K5 the same slip fits one sheet of A4, in English too', async () => {
  await Promise.all((await printed()).map((file) => rm(file)));
  for (const language of ['ru', 'en']) await ask('slips.print', { appointmentId, paper: 'a4', language });
  const files = await printed();
  expect(files).toHaveLength(2);
  for (const file of files) {
    const { widthMm, heightMm, pages } = await readPdf(file);
    expect(pages).toBe(1);
    expect(Math.abs(widthMm - 210)).toBeLessThan(1);
    expect(Math.abs(heightMm - 297)).toBeLessThan(1);
  }
});

test('K5 nothing of printing stays: no hidden window, no second file', async () => {
  await expect.poll(() => kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().filter((contents) => contents.getURL().includes('print')).length)).toBe(0);
  expect((await printed()).every((file) => file.endsWith('.pdf'))).toBe(true);
});

test('K5 a page that has nothing to draw ends the job at once, not at the deadline', async () => {
  // The page says it as print.html does when its slip is gone between the touch and the drawing.
  await kabinet.app.evaluate(({ app }) => {
    app.once('web-contents-created', (_event, contents) => {
      contents.once('dom-ready', () => void contents.executeJavaScript("document.title = 'print-failed:not_found'"));
    });
  });
  const before = Date.now();
  const reply = await callBridge(kabinet.page, 'slips.print', { appointmentId, paper: '80mm', language: 'ru' });
  expect(reply).toMatchObject({ ok: false });
  expect(Date.now() - before).toBeLessThan(4_000);
});

test('K5 a printer that is gone is told to the patient and nothing else breaks', async () => {
  await rm(kabinet.printsDir, { recursive: true });
  expect(await callBridge(kabinet.page, 'slips.print', { appointmentId, paper: '80mm', language: 'ru' })).toEqual({ ok: false, error: { code: 'no_printer' } });
  expect(await ask('device.state', {})).toMatchObject({ state: 'ready' });
});

test('K5 a printer of the system that nobody has is told, without a dialog', async () => {
  test.setTimeout(120_000);
  const other = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk'), printer: 'device:Принтер, которого нет' });
  try {
    const [, account] = clinic.accounts;
    await expect.poll(async () => (await callBridge(other.page, 'device.state', {})) as unknown, { timeout: 30_000 }).toMatchObject({ value: { state: 'ready' } });
    await callBridge(other.page, 'identity.signIn', { login: account?.login, password: account?.password });
    const mine = (await callBridge(other.page, 'appointments.mine', {})) as { ok: true; value: { upcoming: { id: string }[]; past: { id: string }[] } };
    const [visit] = [...mine.value.upcoming, ...mine.value.past];
    expect(await callBridge(other.page, 'slips.print', { appointmentId: visit?.id, paper: 'a4', language: 'ru' })).toEqual({ ok: false, error: { code: 'no_printer' } });
  } finally {
    await other.close();
  }
});
