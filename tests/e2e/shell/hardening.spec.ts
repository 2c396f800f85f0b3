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
  const tried = kabinet.page.evaluate(async (address) => {
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
      });
    }
    const form = add('form', { action: `${address}/form`, method: 'post' });
    form.append(Object.assign(document.createElement('button'), { type: 'submit' }));
    form.querySelector('button')?.click();
    await new Promise((resolve) => setTimeout(resolve, 700));
    document.removeEventListener('securitypolicyviolation', listen);
    Reflect.set(window, 'outcome', { ran: ran.filter((name) => !name.startsWith('element ')), reports: [...reports].sort() });
  }, strangers.url);
  // Main listens to the debugging protocol too, and a frame that is refused makes Playwright believe that the page has gone. It has not.
  await tried.catch(() => undefined);
  const readOutcome = () => kabinet.page.evaluate(() => Reflect.get(window, 'outcome') as { ran: string[]; reports: string[] } | undefined);
  await expect.poll(readOutcome).toBeDefined();
  const outcome = await readOutcome();
  expect(outcome?.ran).toEqual([]);
  expect(outcome?.reports).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'require-trusted-types-for', 'style-src-attr', 'form-action', 'base-uri', 'media-src']));
  expect(strangers.visits.slice(before)).toEqual([]);
  expect(kabinet.page.url()).toBe('kabinet://app/index.html');
});

test('H6 the stranger would have been seen: asked from outside the pages it answers', async () => {
  const before = strangers.visits.length;
  expect(await (await fetch(`${strangers.url}/control`)).text()).toBe('a stranger');
  expect(strangers.visits.slice(before)).toEqual(['/control']);
});

test('H20 main has no door for pages at all', async () => {
  const doors = await kabinet.app.evaluate(({ ipcMain, webContents }) => ({
    global: ipcMain.eventNames().map(String),
    windows: webContents.getAllWebContents().flatMap((contents) => contents.ipc.eventNames().map(String)),
  }));
  // Electron itself keeps one listener for errors there.
  expect([...doors.global, ...doors.windows].filter((name) => name !== 'error')).toEqual([]);
});
