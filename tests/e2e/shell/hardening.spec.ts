import { mkdtemp, chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { webPreferences } from '../../../main/shell/webPreferences.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';

// What a hostile page can do in the real app: nothing. No clinic is needed for that, so there is none.

let kabinet: Kabinet;
let stranger: Server;
let strangerUrl: string;
let visits: string[];
let openers: string;

test.beforeAll(async () => {
  visits = [];
  stranger = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('a stranger');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  // Stands where the system keeps what opens links; a start of it leaves a line.
  openers = await mkdtemp(join(tmpdir(), 'kabinet-openers-'));
  await chmod(openers, 0o777);
  for (const name of ['xdg-open', 'gio', 'x-www-browser', 'xdg-email']) {
    await writeFile(join(openers, name), `#!/bin/sh\necho "${name} $*" >> "${openers}/opened"\n`, { mode: 0o755 });
  }
  kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', env: { PATH: `${openers}:${process.env['PATH'] ?? ''}` } });
  await kabinet.page.waitForLoadState('load');
});

test.afterAll(async () => {
  await kabinet.close();
  stranger.close();
  await rm(openers, { recursive: true, force: true });
});

const opened = () => readFile(join(openers, 'opened'), 'utf8').catch(() => '');
const windowCount = () => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The warmed window comes a little later; from then on no window may appear. */
const allWindows = async () => {
  await expect.poll(windowCount).toBe(2);
  return 2;
};

test('H1 every page runs with the frozen preferences', async () => {
  await allWindows();
  const used = await kabinet.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const ask: unknown = Reflect.get(contents, 'getLastWebPreferences');
      return typeof ask === 'function' ? (Reflect.apply(ask, contents, []) as Record<string, unknown>) : {};
    }),
  );
  expect(used).toHaveLength(2);
  for (const preferences of used) {
    const shared = Object.fromEntries(Object.entries(webPreferences).filter(([name]) => name in preferences));
    expect(Object.keys(shared).length).toBeGreaterThanOrEqual(8);
    expect(preferences).toMatchObject(shared);
    expect(preferences['enableBlinkFeatures'] ?? '').toBe('');
  }
  expect(Object.isFrozen(webPreferences)).toBe(true);
});

test('H1 developer tools cannot be opened and file pickers do not exist', async () => {
  const tools = await kabinet.app.evaluate(async ({ webContents }) => {
    const all = webContents.getAllWebContents();
    for (const contents of all) contents.openDevTools({ mode: 'detach' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    return all.map((contents) => contents.isDevToolsOpened());
  });
  expect(tools.every((isOpen) => !isOpen)).toBe(true);
  expect(await kabinet.page.evaluate(() => ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'].filter((name) => name in window))).toEqual([]);
});

test('H19 the page sees two functions, frozen, and nothing of Node or Electron', async () => {
  const seen = await kabinet.page.evaluate(() => {
    'use strict';
    const kabinetOf = () => Reflect.get(window, 'kabinet') as Record<string, unknown>;
    const bridge = kabinetOf();
    const attempt = (change: () => void) => {
      try {
        change();
        return 'done';
      } catch {
        return 'refused';
      }
    };
    const call = bridge['call'];
    const changes = [
      attempt(() => Object.assign(bridge, { call: 1 })),
      attempt(() => Object.assign(bridge, { more: 1 })),
      attempt(() => void Reflect.set(window, 'kabinet', {})),
      attempt(() => Object.defineProperty(window, 'kabinet', { value: {} })),
      attempt(() => Object.defineProperty(bridge, 'call', { value: 1 })),
      attempt(() => void Reflect.deleteProperty(bridge, 'call')),
    ];
    return {
      names: Object.getOwnPropertyNames(bridge).sort(),
      symbols: Object.getOwnPropertySymbols(bridge).length,
      types: Object.values(bridge).map((value) => typeof value),
      isFrozen: Object.isFrozen(bridge),
      isSame: kabinetOf() === bridge && bridge['call'] === call,
      changes,
      ownPrototype: Object.getPrototypeOf(bridge) === Object.prototype,
      foreign: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter((name) => name in window),
    };
  });
  expect(seen).toMatchObject({ names: ['call', 'onChanged'], symbols: 0, types: ['function', 'function'], isFrozen: true, isSame: true, ownPrototype: true, foreign: [] });
  expect(seen.changes.filter((outcome) => outcome === 'refused').length).toBeGreaterThanOrEqual(4);
});

test('H19 a page that has poisoned every prototype still learns nothing of the port', async () => {
  const leaked = await kabinet.page.evaluate(async () => {
    const caught: string[] = [];
    addEventListener('message', (event) => caught.push(`message with ${event.ports.length} ports`));
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function poisoned() {
      caught.push('postMessage');
    };
    const then = Object.getOwnPropertyDescriptor(Object.prototype, 'then');
    Object.defineProperty(Object.prototype, 'port', { configurable: true, set: () => caught.push('setter of port') });
    Object.defineProperty(Array.prototype, 'forEach', { configurable: true, writable: true, value: Array.prototype.forEach });
    const bridge = Reflect.get(window, 'kabinet') as { call(channel: string, input: unknown): Promise<{ ok: boolean }> };
    const reply = await bridge.call('device.state', JSON.parse('{"__proto__": {"polluted": true}}'));
    MessagePort.prototype.postMessage = post;
    Reflect.deleteProperty(Object.prototype, 'port');
    return { caught, hasThen: then !== undefined, polluted: 'polluted' in {}, answered: typeof reply.ok };
  });
  expect(leaked).toEqual({ caught: [], hasThen: false, polluted: false, answered: 'boolean' });
});

test('H5 H6 script, style, frame, worker, form and every way to speak to the network are blocked by the policy', async () => {
  const before = visits.length;
  const outcome = await kabinet.page.evaluate(async (address) => {
    const reports = new Set<string>();
    const listen = (event: SecurityPolicyViolationEvent) => void reports.add(event.effectiveDirective);
    document.addEventListener('securitypolicyviolation', listen);
    const ran: string[] = [];
    Reflect.set(window, 'ran', ran);
    const attempt = async (name: string, run: () => unknown) => {
      try {
        await run();
        ran.push(name);
      } catch {
        // Refused, as it should be.
      }
    };
    const add = (tag: string, attributes: Record<string, string>) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.body.append(element);
      return element;
    };
    await attempt('fetch', () => fetch(`${address}/fetch`));
    await attempt('own fetch', () => fetch('kabinet://app/index.html'));
    await attempt('request', () => new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.onload = resolve;
      request.onerror = reject;
      request.open('GET', `${address}/xhr`);
      request.send();
    }));
    await attempt('socket', () => new Promise((resolve, reject) => {
      const socket = new WebSocket(address.replace('http', 'ws'));
      socket.onopen = resolve;
      socket.onerror = reject;
    }));
    await attempt('events', () => new Promise((resolve, reject) => {
      const source = new EventSource(`${address}/events`);
      source.onopen = resolve;
      source.onerror = reject;
    }));
    navigator.sendBeacon(`${address}/beacon`, 'x');
    await attempt('worker', () => new Promise((resolve, reject) => {
      const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      worker.onmessage = resolve;
      worker.onerror = reject;
    }));
    await attempt('eval', () => Reflect.apply(Reflect.get(window, 'eval') as (text: string) => unknown, window, ['1']));
    await attempt('Function', () => Reflect.construct(Function, ['return 1']));
    await attempt('timer of text', () => Reflect.apply(setTimeout, window, ['ran.push("timer")', 0]));
    await attempt('markup', () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="ran.push(1)">'));
    await attempt('inner markup', () => Object.assign(document.createElement('div'), { innerHTML: '<b>x</b>' }));
    await attempt('document.write', () => document.write('<b>x</b>'));
    await attempt('service worker', () => navigator.serviceWorker.register('/sw.js'));
    await attempt('script text', () => {
      const script = document.createElement('script');
      script.text = 'ran.push("script text")';
      document.body.append(script);
    });
    for (const [tag, attributes] of [
      ['img', { src: `${address}/img` }],
      ['link', { rel: 'stylesheet', href: `${address}/css` }],
      ['link', { rel: 'prefetch', href: `${address}/prefetch` }],
      ['iframe', { src: `${address}/frame` }],
      ['iframe', { srcdoc: '<script>parent.ran.push("frame")</script>' }],
      ['iframe', { src: 'kabinet://app/index.html' }],
      ['object', { data: `${address}/object` }],
      ['embed', { src: `${address}/embed` }],
      ['video', { src: `${address}/video` }],
      ['audio', { src: `${address}/audio` }],
      ['div', { style: 'background:red' }],
      ['div', { onclick: 'ran.push("handler")' }],
      ['base', { href: `${address}/base/` }],
    ] as const) {
      await attempt(`element ${tag}`, () => {
        const element = add(tag, attributes);
        element.click();
        ran.pop();
      });
    }
    const form = add('form', { action: `${address}/form`, method: 'post' });
    form.append(Object.assign(document.createElement('button'), { type: 'submit' }));
    form.querySelector('button')?.click();
    await new Promise((resolve) => setTimeout(resolve, 700));
    document.removeEventListener('securitypolicyviolation', listen);
    return { ran: ran.filter((name) => !name.startsWith('element ')), reports: [...reports].sort() };
  }, strangerUrl);
  expect(outcome.ran).toEqual([]);
  expect(outcome.reports).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'require-trusted-types-for', 'style-src-attr', 'form-action', 'base-uri', 'media-src']));
  expect(visits.slice(before)).toEqual([]);
  expect(kabinet.page.url()).toBe('kabinet://app/index.html');
});

test('H6 the stranger would have been seen: asked from outside the pages it answers', async () => {
  const before = visits.length;
  expect(await (await fetch(`${strangerUrl}/control`)).text()).toBe('a stranger');
  expect(visits.slice(before)).toEqual(['/control']);
});

const destinations = ['http', 'https', 'ftp', 'file', 'mailto', 'tel', 'sms', 'data', 'blob', 'javascript', 'chrome', 'devtools', 'view-source', 'ms-settings', 'vscode', 'xdg-open', 'kabinets'];

test('H7 H8 no link, script, form or key combination leads anywhere, opens anything or starts a program', async () => {
  const windows = await allWindows();
  const before = visits.length;
  for (const scheme of destinations) {
    const address = scheme === 'http' ? `${strangerUrl}/away` : `${scheme}:${scheme === 'file' ? '///etc/passwd' : 'text@example.invalid'}`;
    const results = await kabinet.page.evaluate(async (target) => {
      const link = document.createElement('a');
      link.setAttribute('href', target);
      document.body.append(link);
      const opening = window.open(target) === null && window.open(target, 'other', 'width=100') === null;
      window.open(target, '_self');
      for (const name of ['', '_blank', '_top', '_parent', 'other']) {
        link.setAttribute('target', name);
        link.click();
        for (const modifier of [{ ctrlKey: true }, { shiftKey: true }, { metaKey: true }, { button: 1 }]) link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...modifier }));
      }
      try {
        location.href = target;
        location.replace(target);
        location.assign(target);
      } catch {
        // Chromium refuses some schemes by itself.
      }
      link.remove();
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { opening, length: history.length };
    }, address);
    expect([scheme, results.opening]).toEqual([scheme, true]);
    expect([scheme, kabinet.page.url()]).toEqual([scheme, 'kabinet://app/index.html']);
  }
  await pause(500);
  expect(await windowCount()).toBe(windows);
  expect(visits.slice(before)).toEqual([]);
  expect(await opened()).toBe('');
});

test('H8 the watch on the system works: an opener that is really started leaves its line', async () => {
  await kabinet.app.evaluate(({ shell }) => shell.openExternal('mailto:control@example.invalid'));
  await expect.poll(opened).toContain('control@example.invalid');
  await rm(join(openers, 'opened'));
});

test('H10 every permission is denied, on the sessions of our windows and on any other', async () => {
  const asked = await kabinet.page.evaluate(async () => {
    const names = [
      'geolocation', 'notifications', 'push', 'midi', 'camera', 'microphone', 'background-fetch', 'background-sync', 'persistent-storage', 'ambient-light-sensor', 'accelerometer', 'gyroscope', 'magnetometer',
      'screen-wake-lock', 'nfc', 'display-capture', 'clipboard-read', 'clipboard-write', 'payment-handler', 'idle-detection', 'periodic-background-sync', 'storage-access', 'window-management', 'local-fonts',
    ];
    const granted: string[] = [];
    let known = 0;
    for (const name of names) {
      try {
        const { state } = await navigator.permissions.query({ name: name as PermissionName });
        known += 1;
        if (state === 'granted') granted.push(name);
      } catch {
        // This Chromium does not know the name.
      }
    }
    const outcome = async (run: () => Promise<unknown> | undefined) => {
      try {
        const value = await run();
        return value === undefined ? 'absent' : 'given';
      } catch {
        return 'denied';
      }
    };
    return {
      granted,
      known,
      media: await outcome(() => navigator.mediaDevices?.getUserMedia({ audio: true, video: true })),
      screen: await outcome(() => navigator.mediaDevices?.getDisplayMedia({ video: true })),
      place: await outcome(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: 3000 }))),
      clipboard: await outcome(() => navigator.clipboard?.readText()),
      notification: Notification.permission,
    };
  });
  // The first two need no permission in Chromium's eyes and reach nothing outside the page.
  expect(asked.granted.filter((name) => !['background-sync', 'accelerometer', 'gyroscope', 'magnetometer'].includes(name))).toEqual([]);
  expect(asked.known).toBeGreaterThan(12);
  expect([asked.media, asked.screen, asked.place, asked.clipboard].filter((answer) => answer === 'given')).toEqual([]);
  expect(asked.notification).toBe('denied');

  const elsewhere = await kabinet.app.evaluate(async ({ session }) => {
    const other = session.fromPartition('not-one-of-ours');
    return other.fetch('kabinet://app/index.html').then(
      (response) => response.status,
      () => 'no such scheme',
    );
  });
  expect(elsewhere).toBe('no such scheme');
});

test('H3 mutated paths reach nothing but the files of the pages', async () => {
  const outside = await kabinet.app.evaluate(async ({ webContents }) => {
    const contents = webContents.getAllWebContents().find((one) => one.getURL() === 'kabinet://app/index.html');
    if (!contents) return ['no page'];
    const own = await (await contents.session.fetch('kabinet://app/index.html')).text();
    const parts = ['..', '.', '%2e%2e', '%2e', '..%2f', '..%5c', '%5c', '\\', '%00', '//', 'etc/passwd', 'package.json', 'main/index.mjs', 'renderer-manifest.json', 'C:', 'CON', '%252e%252e', '..;', '~root', '%c0%ae%c0%ae'];
    const paths = parts.flatMap((first) => parts.map((second) => `${first}/${second}`)).flatMap((path) => [path, `${path}/etc/passwd`, `index.html/${path}`]);
    const found: string[] = [];
    for (const path of paths) {
      const response = await contents.session.fetch(`kabinet://app/${path}`).catch(() => null);
      if (response === null || response.status === 404) continue;
      // Chromium itself shortens `./index.html`; that is our page and nothing else.
      if (response.status !== 200 || (await response.text()) !== own) found.push(`${path} ${response.status}`);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) {
      const { status } = await contents.session.fetch('kabinet://app/index.html', { method });
      if (status !== 405) found.push(`${method} ${status}`);
    }
    return found;
  });
  expect(outside).toEqual([]);
});

test('H14 nothing can be downloaded', async () => {
  const list = async () => (await readdir(join(kabinet.userDataDir, '..'), { recursive: true })).filter((name) => /canary|download/i.test(name));
  await kabinet.page.evaluate(async () => {
    const targets = [URL.createObjectURL(new Blob(['canary'])), 'data:application/octet-stream,canary', 'kabinet://app/index.html', 'kabinet://app/assets/none.bin'];
    for (const href of targets) {
      const link = Object.assign(document.createElement('a'), { href, download: 'canary.bin' });
      document.body.append(link);
      link.click();
      link.remove();
    }
    await new Promise((resolve) => setTimeout(resolve, 800));
  });
  expect(await list()).toEqual([]);
  expect(await windowCount()).toBe(2);
});

test('H13 print, alert, prompt and leaving questions show no dialog', async () => {
  const took = await kabinet.page.evaluate(() => {
    const from = performance.now();
    window.print();
    alert('x');
    const isConfirmed = confirm('x');
    try {
      prompt('x');
    } catch {
      // Electron has none.
    }
    addEventListener('beforeunload', (event) => event.preventDefault(), { once: true });
    return { ms: performance.now() - from, isConfirmed };
  });
  expect(took.isConfirmed).toBe(false);
  expect(took.ms).toBeLessThan(2_000);
  expect(await windowCount()).toBe(2);
});

test('H15 there is no menu, and keys that a patient does not need never reach the page', async () => {
  const page = kabinet.page;
  await page.evaluate(() => {
    const pressed: string[] = [];
    Reflect.set(window, 'pressed', pressed);
    addEventListener('keydown', (event) => pressed.push(event.key), true);
  });
  const menu = await kabinet.app.evaluate(async ({ BrowserWindow, Menu }) => {
    const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
    const press = (keyCode: string, modifiers: ('control' | 'alt' | 'shift' | 'meta')[] = []) => {
      window?.webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
      window?.webContents.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
    };
    for (let number = 1; number <= 24; number += 1) press(`F${number}`);
    for (const key of ['a', 'c', 'd', 'f', 'i', 'j', 'l', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'z', '0', '+', '-', 'Tab', 'Left', 'Right', 'Home', 'Escape', 'Delete']) {
      for (const modifiers of [['control'], ['control', 'shift'], ['alt'], ['meta'], ['control', 'alt']] as ('control' | 'alt' | 'shift' | 'meta')[][]) press(key, modifiers);
    }
    for (const key of ['PrintScreen', 'Insert', 'VolumeUp', 'MediaPlayPause']) press(key);
    press('a');
    press('Tab');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return Menu.getApplicationMenu();
  });
  expect(menu).toBeNull();
  expect(await page.evaluate(() => Reflect.get(window, 'pressed'))).toEqual(['a', 'Tab']);
  expect(page.url()).toBe('kabinet://app/index.html');
  expect(await windowCount()).toBe(2);
  expect(await kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getZoomFactor()))).toEqual([1, 1]);
});

test('H20 main has no door for pages at all', async () => {
  const doors = await kabinet.app.evaluate(({ ipcMain, webContents }) => ({
    global: ipcMain.eventNames().map(String),
    windows: webContents.getAllWebContents().flatMap((contents) => contents.ipc.eventNames().map(String)),
  }));
  // Electron itself keeps one listener for errors there.
  expect([...doors.global, ...doors.windows].filter((name) => name !== 'error')).toEqual([]);
});

test('H7 a page that strays to about:, which Chromium never asks about, is taken away and a fresh one is in front', async () => {
  const strayed = kabinet.page;
  await strayed.evaluate(() => void (location.href = 'about:blank')).catch(() => undefined);
  const fresh = await kabinet.nextPage(strayed);
  expect(fresh.url()).toBe('kabinet://app/index.html');
  await expect.poll(() => strayed.isClosed()).toBe(true);
});
