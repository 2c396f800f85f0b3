import type { ElectronApplication } from '@playwright/test';
import type { UtilityProcess } from 'electron';

// An attacker who owns a renderer owns our preload's world too. That world is where these tests put him.

/** Electron's number for the world of preload scripts. */
const preloadWorld = 999;

/** The next call of the page shows him the port. */
const stealPort = `new Promise((resolve) => {
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message) {
    MessagePort.prototype.postMessage = post;
    globalThis.stolen = this;
    globalThis.isClosed = false;
    this.addEventListener('close', () => { globalThis.isClosed = true; });
    post.call(this, message);
    resolve('stolen');
  };
})`;

interface Caught {
  child: UtilityProcess | null;
  hostile: number[];
}

declare global {
  var caught: Caught | undefined;
  var bystander: { readonly waits: number[]; wrong: number; readonly lag: number[] } | undefined;
}

/** From here on every new backend process is known to the test, with what it says about hostile windows. Kill the old ones to get new ones. */
export async function catchBackends(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ utilityProcess }) => {
    const fork = utilityProcess.fork.bind(utilityProcess);
    const caught: Caught = { child: null, hostile: [] };
    globalThis.caught = caught;
    utilityProcess.fork = (...given) => {
      const child = fork(...given);
      child.on('message', (message: unknown) => {
        // The one that is given work is the active one.
        if (typeof message === 'object' && message !== null && Reflect.get(message, 'type') === 'ready') caught.child = child;
        if (typeof message === 'object' && message !== null && Reflect.get(message, 'type') === 'hostile') caught.hostile.push(Number(Reflect.get(message, 'windowId')));
      });
      return child;
    };
  });
}

export const hostileWindows = (app: ElectronApplication) => app.evaluate(() => globalThis.caught?.hostile ?? []);

/** One more window's port, held by main itself: how long its calls wait shows both the backend and main. */
export async function startBystander(app: ElectronApplication, windowId: number): Promise<void> {
  await app.evaluate(({ MessageChannelMain }, id) => {
    const { port1, port2 } = new MessageChannelMain();
    const sent = new Map<number, number>();
    const state = { waits: [] as number[], wrong: 0, lag: [] as number[] };
    port2.on('message', ({ data }: { data: { id: number; reply?: { ok: boolean } } }) => {
      const at = sent.get(data.id);
      if (at === undefined) return;
      sent.delete(data.id);
      state.waits.push(performance.now() - at);
      if (data.reply?.ok !== true) state.wrong += 1;
    });
    port2.start();
    globalThis.caught?.child?.postMessage({ type: 'connect', windowId: id, printJob: null }, [port1]);
    let lastId = 0;
    // Fewer than a window may: what is measured is the wait, not the limit. Never more under way than a preload lets out.
    setInterval(() => {
      if (sent.size >= 8) return;
      lastId += 1;
      sent.set(lastId, performance.now());
      port2.postMessage({ id: lastId, channel: 'device.state', input: {} });
    }, 25);
    let expected = performance.now() + 10;
    setInterval(() => {
      state.lag.push(Math.max(0, performance.now() - expected));
      expected = performance.now() + 10;
    }, 10);
    globalThis.bystander = state;
  }, windowId);
}

export interface Figures {
  readonly calls: number;
  readonly wrong: number;
  readonly longestWaitMs: number;
  readonly mainLagP99Ms: number;
}

/** What the bystander has seen since the last question. */
export function bystanderFigures(app: ElectronApplication): Promise<Figures> {
  return app.evaluate(() => {
    const seen = globalThis.bystander;
    if (seen === undefined) throw new Error('nobody stands by');
    const waits = seen.waits.splice(0);
    const lag = seen.lag.splice(0).sort((a, b) => a - b);
    return { calls: waits.length, wrong: seen.wrong, longestWaitMs: Math.round(Math.max(0, ...waits)), mainLagP99Ms: Math.round(lag[Math.floor(lag.length * 0.99)] ?? 0) };
  });
}

/** A hidden window of nobody's, with our preload and a port to the active backend as main would give it. Answers its window's number. */
export function openBrokenRenderer(app: ElectronApplication, windowId: number): Promise<number> {
  return app.evaluate(
    async ({ app: electron, BrowserWindow, MessageChannelMain }, { id, world, steal }) => {
      const path = process.getBuiltinModule('node:path');
      const window = new BrowserWindow({ show: false, webPreferences: { preload: path.join(electron.getAppPath(), 'preload/index.cjs'), partition: `broken-${id}`, sandbox: true, contextIsolation: true, backgroundThrottling: false } });
      await window.loadURL('about:blank');
      const { port1, port2 } = new MessageChannelMain();
      globalThis.caught?.child?.postMessage({ type: 'connect', windowId: id, printJob: null }, [port1]);
      window.webContents.postMessage('backend-port', null, [port2]);
      const stolen = window.webContents.executeJavaScriptInIsolatedWorld(world, [{ code: steal }]);
      await window.webContents.executeJavaScript(`window.kabinet.call('device.state', {}).then((reply) => reply.ok)`);
      await stolen;
      return window.id;
    },
    { id: windowId, world: preloadWorld, steal: stealPort },
  );
}

/** Steals the port of a window of the app itself. */
export async function breakRenderer(app: ElectronApplication, electronWindowId: number): Promise<void> {
  await app.evaluate(
    async ({ BrowserWindow }, { id, world, steal }) => {
      const contents = BrowserWindow.fromId(id)?.webContents;
      const stolen = contents?.executeJavaScriptInIsolatedWorld(world, [{ code: steal }]);
      await contents?.executeJavaScript(`window.kabinet.call('device.state', {}).then((reply) => reply.ok)`);
      await stolen;
    },
    { id: electronWindowId, world: preloadWorld, steal: stealPort },
  );
}

/** Runs the attacker's script where the port is `stolen`. Answers when it has sent everything. */
export function attack(app: ElectronApplication, electronWindowId: number, code: string): Promise<unknown> {
  return app.evaluate(({ BrowserWindow }, { id, world, script }) => BrowserWindow.fromId(id)?.webContents.executeJavaScriptInIsolatedWorld(world, [{ code: script }]) as Promise<unknown>, {
    id: electronWindowId,
    world: preloadWorld,
    script: code,
  });
}

export const closeWindow = (app: ElectronApplication, electronWindowId: number) => app.evaluate(({ BrowserWindow }, id) => BrowserWindow.fromId(id)?.destroy(), electronWindowId);
