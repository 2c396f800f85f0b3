import { expect, test } from '@playwright/test';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startXServer, type XServer } from '../../support/xServer.ts';
import { buildStage, eventsOf, fieldText, stage } from './hostileStage.ts';

// Both clipboards of an X server: the one of copying and the one that fills by selecting.

async function withKabinet(profile: 'kiosk' | 'reception', run: (screen: XServer, kabinet: Kabinet) => Promise<void>): Promise<void> {
  const screen = await startXServer(profile === 'kiosk' ? 'standing' : 'lying');
  const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', profile, env: screen.env });
  try {
    await kabinet.page.waitForLoadState('load');
    await buildStage(kabinet.page);
    await run(screen, kabinet);
  } finally {
    await kabinet.close();
    await screen.stop();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// Older Electron takes the second clipboard's name as an argument, which today's types no longer know.
const read = (kabinet: Kabinet) =>
  kabinet.app.evaluate(async ({ clipboard }) => {
    const selected: unknown = await ('selection' in clipboard ? clipboard.selection.readText() : Reflect.apply(Reflect.get(clipboard, 'readText'), clipboard, ['selection']));
    return [await clipboard.readText(), String(selected)];
  });
const write = (kabinet: Kabinet, texts: readonly [string, string]) =>
  kabinet.app.evaluate(async ({ clipboard }, [copied, selected]) => {
    await clipboard.writeText(copied);
    await ('selection' in clipboard ? clipboard.selection.writeText(selected) : Reflect.apply(Reflect.get(clipboard, 'writeText'), clipboard, [selected, 'selection']));
  }, texts);

/** What the page's own commands and the browser's interface for clipboards do inside a real click. */
async function tryFromThePage(screen: XServer, kabinet: Kabinet): Promise<readonly string[]> {
  await kabinet.page.evaluate(() => {
    const answers: string[] = [];
    Reflect.set(window, 'answers', answers);
    Reflect.set(window, 'act', () => {
      const field = document.getElementById('stage-field');
      if (!(field instanceof HTMLInputElement)) return;
      for (const command of ['copy', 'cut', 'paste']) {
        field.focus();
        field.select();
        document.execCommand(command);
      }
      const { clipboard } = navigator;
      const attempts: readonly [string, () => Promise<unknown>][] = [
        ['readText', () => clipboard.readText()],
        ['read', () => clipboard.read()],
        ['writeText', () => clipboard.writeText('from the page')],
        ['write', () => clipboard.write([new ClipboardItem({ 'text/plain': new Blob(['from the page'], { type: 'text/plain' }) })])],
      ];
      for (const [name, run] of attempts) run().then(() => answers.push(`${name} given`), (error: Error) => answers.push(`${name} ${error.name}`));
    });
  });
  await screen.click(stage.button);
  await expect.poll(() => kabinet.page.evaluate(() => (Reflect.get(window, 'answers') as string[]).length)).toBe(4);
  return kabinet.page.evaluate(() => Reflect.get(window, 'answers') as string[]);
}

const denied = ['readText NotAllowedError', 'read NotAllowedError', 'writeText NotAllowedError', 'write NotAllowedError'];

test('H33 K1 at a kiosk nothing is copied, cut or pasted, by the page, by keys or by the wheel of a mouse', async () => {
  await withKabinet('kiosk', async (screen, kabinet) => {
    await write(kabinet, ['copied before', 'selected before']);
    // The wheel's button pastes what was selected before; done first, because selecting below replaces it.
    await screen.click(stage.field, 2);
    await screen.click(stage.field);
    await screen.xdotool('key', 'ctrl+v', 'shift+Insert', 'ctrl+shift+v', 'XF86Paste');
    await pause(300);
    expect(await fieldText(kabinet.page)).toBe('private words');
    expect(await read(kabinet)).toEqual(['copied before', 'selected before']);

    expect((await tryFromThePage(screen, kabinet)).toSorted()).toEqual(denied.toSorted());
    await screen.xdotool('mousemove', stage.word.x, stage.word.y, 'click', '--repeat', 2, '--delay', 60, 1, 'key', 'ctrl+c', 'ctrl+Insert', 'ctrl+x', 'shift+Delete', 'XF86Copy', 'XF86Cut');
    await pause(300);
    const [copied] = await read(kabinet);
    expect(copied).toBe('copied before');
    expect((await eventsOf(kabinet.page)).filter((event) => ['copy', 'cut', 'paste'].includes(event))).toEqual([]);
  });
});

test('H33 K2 at the end of a session both clipboards are empty', async () => {
  await withKabinet('kiosk', async (screen, kabinet) => {
    await write(kabinet, ['copied by somebody', '']);
    await screen.xdotool('mousemove', stage.word.x, stage.word.y, 'click', '--repeat', 2, '--delay', 60, 1);
    // Selecting alone fills the second one; without this the test could not fail.
    await expect.poll(() => read(kabinet)).toEqual(['copied by somebody', 'private']);
    await kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((window) => window.isVisible())?.webContents.forcefullyCrashRenderer());
    await kabinet.nextPage(kabinet.page);
    await expect.poll(() => read(kabinet)).toEqual(['', '']);
  });
});

test('H33 at a desk copying, cutting and pasting in fields work by keys, and a page still cannot reach the clipboard by itself', async () => {
  await withKabinet('reception', async (screen, kabinet) => {
    const { page } = kabinet;
    await screen.click(stage.field);
    await screen.xdotool('key', 'ctrl+a', 'ctrl+c');
    await expect.poll(async () => (await read(kabinet))[0]).toBe('private words');
    await screen.xdotool('key', 'End', 'ctrl+v');
    await expect.poll(() => fieldText(page)).toBe('private wordsprivate words');
    await screen.xdotool('key', 'ctrl+a', 'ctrl+x');
    await expect.poll(() => fieldText(page)).toBe('');
    expect((await read(kabinet))[0]).toBe('private wordsprivate words');
    await screen.xdotool('key', 'ctrl+v');
    await expect.poll(() => fieldText(page)).toBe('private wordsprivate words');
    expect((await tryFromThePage(screen, kabinet)).toSorted()).toEqual(denied.toSorted());
  });
});
