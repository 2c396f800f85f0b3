import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { kioskOnScreen } from '../../support/kioskOnScreen.ts';
import { buildStage, eventsOf, fieldText, stage } from './hostileStage.ts';

// Printing, downloads, menus and dragging on a kiosk, with a real pointer and real keys, on a page that wants to help them.

const kiosk = kioskOnScreen();

test.beforeEach(() => buildStage(kiosk.kabinet.page));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const onlyKabinet = [expect.objectContaining({ name: 'Kabinet' })];

test('H13 K1 no way of printing that a page or a person has shows a dialog', async () => {
  const page = kiosk.kabinet.page;
  await page.evaluate(() => Reflect.set(window, 'act', () => window.print()));
  await kiosk.screen.click(stage.button);
  await kiosk.screen.click(stage.field);
  await kiosk.screen.xdotool('key', 'ctrl+p', 'ctrl+shift+p', 'ctrl+alt+p', 'super+p', 'Print', 'ctrl+Print', 'alt+Print', 'XF86ScreenSaver');
  await page.evaluate(() => document.execCommand('print'));
  await pause(1_500);
  expect(await kiosk.screen.visibleWindows()).toEqual(onlyKabinet);
  expect(await eventsOf(page)).toContain('click 0');
});

async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.name.includes(text) || entry.name.endsWith('.crdownload')) found.push(file);
    else if (entry.isFile() && (await readFile(file).catch(() => Buffer.alloc(0))).includes(text)) found.push(file);
  }
  return found;
}

test('H14 K1 twenty ways to download leave no file and open no dialog', async () => {
  const page = kiosk.kabinet.page;
  const content = 'download-canary-6f1c';
  const begun = await page.evaluate((text) => {
    const blob = () => URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
    const data = `data:application/octet-stream,${text}`;
    const link = (href: string, more: Partial<HTMLAnchorElement> = {}) => Object.assign(document.createElement('a'), { href, ...more });
    const press = (element: HTMLElement, how: MouseEventInit = {}) => {
      document.body.append(element);
      if (Object.keys(how).length === 0) element.click();
      else element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window, ...how }));
    };
    const submit = (action: string, method: string) => {
      const form = Object.assign(document.createElement('form'), { action, method, target: '_self' });
      form.append(Object.assign(document.createElement('input'), { name: text, value: text }));
      document.body.append(form);
      form.requestSubmit();
    };
    const frame = (src: string) => document.body.append(Object.assign(document.createElement('iframe'), { src }));
    const ways = [
      () => press(link(blob(), { download: `${text}.bin` })),
      () => press(link(data, { download: `${text}.bin` })),
      () => press(link('kabinet://app/trustedTypes.js', { download: `${text}.js` })),
      () => press(link('kabinet://app/assets/none.bin', { download: '' })),
      () => press(link(`http://127.0.0.1:9/${text}.zip`, { download: `${text}.zip` })),
      () => press(link(blob(), { target: '_blank' })),
      () => press(link(blob(), { download: text, target: '_blank' })),
      () => press(link(blob(), { download: text }), { altKey: true }),
      () => press(link(blob(), { download: text }), { shiftKey: true, ctrlKey: true }),
      () => press(link(blob(), { download: text }), { button: 1 }),
      () => location.assign(blob()),
      () => location.assign(data),
      () => void window.open(blob()),
      () => void window.open(data, '_self'),
      () => submit(blob(), 'get'),
      () => submit('kabinet://app/index.html', 'post'),
      () => frame(blob()),
      () => frame(data),
      () => document.execCommand('saveAs', false, `${text}.txt`),
      () => void new File([text], `${text}.txt`).arrayBuffer().then(() => press(link(blob(), { download: text, rel: 'noopener' }))),
    ];
    Reflect.set(window, 'act', () => {
      let count = 0;
      for (const way of ways) {
        try {
          way();
        } catch {
          // Refused at once.
        }
        count += 1;
      }
      Reflect.set(window, 'begun', count);
    });
    return ways.length;
  }, content);
  expect(begun).toBe(20);
  await kiosk.screen.click(stage.button);
  // A refused frame makes Playwright forget the page for a moment; the page itself is the same.
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'begun')).catch(() => null)).toBe(20);
  await kiosk.screen.xdotool('key', 'ctrl+s', 'ctrl+shift+s', 'mousemove', stage.link.x, stage.link.y, 'click', 2, 'keydown', 'alt', 'click', 1, 'keyup', 'alt', 'keydown', 'ctrl', 'click', 1, 'keyup', 'ctrl');
  await pause(1_500);
  expect(await kiosk.screen.visibleWindows()).toEqual(onlyKabinet);
  expect(await filesWith(dirname(kiosk.kabinet.userDataDir), content)).toEqual([]);
  expect(kiosk.kabinet.page.url()).toBe('kabinet://app/index.html');
});

test('H14 a download that main itself begins is stopped on every session', async () => {
  const states = await kiosk.kabinet.app.evaluate(async ({ webContents, session }) => {
    const ended: string[] = [];
    const sessions = new Set([...webContents.getAllWebContents().map((contents) => contents.session), session.defaultSession, session.fromPartition('another')]);
    for (const one of sessions) {
      one.on('will-download', (event, item) => {
        ended.push(event.defaultPrevented ? 'stopped' : 'begun');
        item.cancel();
      });
      one.downloadURL('data:application/octet-stream,download-canary');
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return { sessions: sessions.size, ended };
  });
  expect(states.sessions).toBeGreaterThanOrEqual(3);
  expect(states.ended).toEqual(Array.from({ length: states.sessions }, () => 'stopped'));
});

test('H17 K1 right click, menu key and long press bring no menu and tell the page nothing', async () => {
  const page = kiosk.kabinet.page;
  for (const place of [stage.field, stage.text, stage.link, stage.nothing]) await kiosk.screen.click(place, 3);
  await kiosk.screen.click(stage.field);
  await kiosk.screen.xdotool('key', 'Menu', 'shift+F10');
  const touch = await page.context().newCDPSession(page);
  for (const place of [stage.field, stage.text, stage.link]) await touch.send('Input.synthesizeTapGesture', { ...place, duration: 1_200, gestureSourceType: 'touch' });
  await pause(500);
  expect(await kiosk.screen.visibleWindows()).toEqual(onlyKabinet);
  const seen = await eventsOf(page);
  expect(seen).toContain('click 0');
  expect(seen.filter((event) => /contextmenu|auxclick|(mousedown|mouseup) [1-9]/.test(event))).toEqual([]);
  await touch.detach();
});

test('H17 nothing is selected outside a field, by pointer, by double and triple click or by touch', async () => {
  const page = kiosk.kabinet.page;
  const selected = () => page.evaluate(() => getSelection()?.toString() ?? '');
  const { text, textEnd } = stage;
  await kiosk.screen.xdotool('mousemove', text.x, text.y, 'mousedown', 1, 'mousemove', 300, 345, 'sleep', '0.05', 'mousemove', textEnd.x, textEnd.y, 'mouseup', 1);
  expect(await selected()).toBe('');
  await kiosk.screen.xdotool('mousemove', text.x, text.y, 'click', '--repeat', 2, '--delay', 60, 1);
  expect(await selected()).toBe('');
  await kiosk.screen.xdotool('click', '--repeat', 3, '--delay', 60, 1, 'key', 'ctrl+a', 'shift+Right', 'shift+End');
  expect(await selected()).toBe('');
  expect(await eventsOf(page)).not.toContain('selectstart');
  // A field is where a person corrects what was typed.
  await kiosk.screen.xdotool('mousemove', stage.word.x, stage.word.y, 'click', '--repeat', 2, '--delay', 60, 1);
  await expect.poll(selected).toBe('private');
});

test('H17 K1 nothing is dragged out of the page: no drag begins and no picture of one hangs on the screen', async () => {
  const page = kiosk.kabinet.page;
  await page.evaluate(() => {
    const range = document.createRange();
    range.selectNodeContents(document.getElementById('stage-text') ?? document.body);
    getSelection()?.addRange(range);
  });
  for (const { x, y } of [stage.text, stage.link, stage.word]) {
    await kiosk.screen.xdotool('mousemove', x, y, 'mousedown', 1, 'sleep', '0.1', 'mousemove', x + 40, y + 40, 'sleep', '0.1', 'mousemove', 500, 900, 'sleep', '0.3');
    const during = await kiosk.screen.visibleWindows();
    await kiosk.screen.xdotool('mouseup', 1);
    expect([x, y, during]).toEqual([x, y, onlyKabinet]);
  }
  expect((await eventsOf(page)).filter((event) => event.startsWith('drag'))).toEqual([]);
});

test('H17 nothing is dropped into the page, neither text nor a file nor an address', async () => {
  const page = kiosk.kabinet.page;
  const before = await fieldText(page);
  const hand = await page.context().newCDPSession(page);
  const loads = [
    { items: [{ mimeType: 'text/plain', data: 'DROPPED' }], dragOperationsMask: 1 },
    { items: [{ mimeType: 'text/uri-list', data: 'http://127.0.0.1:9/away' }], dragOperationsMask: 1 },
    { items: [], files: ['/etc/passwd'], dragOperationsMask: 1 },
  ];
  for (const data of loads) {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await hand.send('Input.dispatchDragEvent', { type, ...stage.field, data });
  }
  await hand.detach();
  await pause(300);
  expect(await fieldText(page)).toBe(before);
  expect(page.url()).toBe('kabinet://app/index.html');
  expect((await eventsOf(page)).filter((event) => /^dr(op|ag)/.test(event))).toEqual([]);
});
