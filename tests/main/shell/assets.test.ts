import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadAssets } from '../../../main/shell/assets.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function build(files: Record<string, string>, manifest?: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-assets-'));
  folders.push(folder);
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'renderer', name), text);
  const rows = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { sha256: sha256(text), bytes: text.length }]));
  await writeFile(join(folder, 'renderer-manifest.json'), JSON.stringify(manifest ?? rows));
  return folder;
}

describe('files of the pages', () => {
  it('H4 exactly the files of the manifest are read', async () => {
    const folder = await build({ 'index.html': '<h1>', 'assets/index-B_x.js': '1' });
    await writeFile(join(folder, 'renderer/added.html'), 'not built by us');
    expect([...loadAssets(folder).keys()].sort()).toEqual(['assets/index-B_x.js', 'index.html']);
  });

  it('H4 one changed byte stops the start', async () => {
    const folder = await build({ 'index.html': '<h1>Кабинет</h1>' });
    expect(loadAssets(folder).size).toBe(1);
    await writeFile(join(folder, 'renderer/index.html'), '<h1>Кабинеt</h1>');
    expect(() => loadAssets(folder)).toThrow('not what was built: index.html');
  });

  it('H4 a missing file stops the start', async () => {
    const folder = await build({ 'index.html': '<h1>' });
    await rm(join(folder, 'renderer/index.html'));
    expect(() => loadAssets(folder)).toThrow();
  });

  const hostile = ['../main/index.mjs', '/etc/passwd', 'a/../../b', '..', '.', 'a//b', 'a\\b', 'C:/x', ' index.html', 'a%2e', ''];
  it.each(hostile)('H4 a manifest that names %j is refused', async (name) => {
    const folder = await build({ 'index.html': 'x' }, { [name]: { sha256: sha256('x'), bytes: 1 } });
    expect(() => loadAssets(folder)).toThrow();
  });
});
