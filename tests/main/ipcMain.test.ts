import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FromFrame } from '../../shared/rpc/signInFrame.ts';

const folder = join(import.meta.dirname, '../../main');

async function sources(): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

/** Words through which a page could reach main. */
const doors = /\bipcMain\b|\bsenderFrame\b|['"]ipc-message(?:-sync)?['"]|\.ipc\b|\bMessageChannelMain\b.*port1.*webContents/;

describe('doors from pages into main', () => {
  it('H20 no page has a way to call main: the one door of a page is its port to the backend', async () => {
    const files = await sources();
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter(({ text }) => doors.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('H20 H11 the one port main itself listens to is that of our frame around the sign-in page, and it knows five words', async () => {
    const listening = (await sources()).filter(({ text }) => /\bport[12]\s*\.\s*(?:on|once|addListener|addEventListener)\b/.test(text));
    expect(listening.map(({ name }) => name)).toEqual(['esia/framePort.ts']);
    expect(listening[0]?.text).toContain('FromFrame.safeParse(data)');
    expect(FromFrame.options.map(({ shape }) => shape.type.value)).toEqual(['hole', 'text', 'erase', 'stay', 'abort']);
  });

  it('H20 the check sees a door when there is one', () => {
    for (const planted of ["ipcMain.handle('x', run)", "contents.on('ipc-message', run)", 'window.webContents.ipc.on(x)', 'if (event.senderFrame)']) expect(doors.test(planted)).toBe(true);
  });

  it('H9 main never asks the system to open anything', async () => {
    for (const { name, text } of await sources()) expect([name, /\bshell\.(?:openExternal|openPath|showItemInFolder)|\bsetAsDefaultProtocolClient\b|\bglobalShortcut\b|\bdialog\b\./.test(text)]).toEqual([name, false]);
  });
});
