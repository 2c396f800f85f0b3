import { expect, test } from '@playwright/test';
import { webPreferences } from '../../../main/shell/webPreferences.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startStrangers, type Strangers } from './strangers.ts';

// What a hostile page can do in the real app: nothing. No clinic is needed for that, so there is none.

let kabinet: Kabinet;
let strangers: Strangers;

test.beforeAll(async () => {
  strangers = await startStrangers();
  kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', env: strangers.env });
  await kabinet.page.waitForLoadState('load');
});

test.afterAll(async () => {
  await kabinet.close();
  await strangers.stop();
});

const windowCount = () => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

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
    // Where they are allowed they take a second or two to come.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    return all.map((contents) => contents.isDevToolsOpened());
  });
  expect(tools.every((isOpen) => !isOpen)).toBe(true);
  expect(await kabinet.page.evaluate(() => ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'].filter((name) => name in window))).toEqual([]);
});

test('H19 the page sees two functions, frozen, and nothing of Node or Electron', async () => {
  const seen = await kabinet.page.evaluate(() => {
    'use strict';
    const kabinetOf = () => Reflect.get(window, 'kabinet') as object;
    const bridge = kabinetOf();
    const attempt = (change: () => void) => {
      try {
        change();
        return 'done';
      } catch {
        return 'refused';
      }
    };
    const call: unknown = Reflect.get(bridge, 'call');
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
      isSame: kabinetOf() === bridge && Reflect.get(bridge, 'call') === call,
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
    // The page's own libraries use ports among themselves; only one with a call on it would be the backend's.
    MessagePort.prototype.postMessage = function poisoned(this: MessagePort, message: unknown) {
      if (typeof message === 'object' && message !== null && 'channel' in message) caught.push('postMessage');
      post.call(this, message);
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
  const before = strangers.visits.length;
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
  }, strangers.url);
  expect(outcome.ran).toEqual([]);
  expect(outcome.reports).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'require-trusted-types-for', 'style-src-attr', 'form-action', 'base-uri', 'media-src']));
  expect(strangers.visits.slice(before)).toEqual([]);
  expect(kabinet.page.url()).toBe('kabinet://app/index.html');
});

test('H6 the stranger would have been seen: asked from outside the pages it answers', async () => {
  const before = strangers.visits.length;
  expect(await (await fetch(`${strangers.url}/control`)).text()).toBe('a stranger');
  expect(strangers.visits.slice(before)).toEqual(['/control']);
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

test('H20 main has no door for pages at all', async () => {
  const doors = await kabinet.app.evaluate(({ ipcMain, webContents }) => ({
    global: ipcMain.eventNames().map(String),
    windows: webContents.getAllWebContents().flatMap((contents) => contents.ipc.eventNames().map(String)),
  }));
  // Electron itself keeps one listener for errors there.
  expect([...doors.global, ...doors.windows].filter((name) => name !== 'error')).toEqual([]);
});
