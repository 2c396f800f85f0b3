import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, mkdtemp, open, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { packedApp } from '../../../scripts/package.mjs';
import { startPacked } from '../../support/packed.ts';

// What lies in the package, byte by byte: a clinic gets the release, tests drive its twin, and one fuse is all that differs.

let packed: Awaited<ReturnType<typeof packedApp>>;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  packed = await packedApp();
});

const off = 48;
const on = 49;

const fusesOf = async (program: string) => {
  const wire = await getCurrentFuseWire(program);
  return {
    runAsNode: wire[FuseV1Options.RunAsNode],
    cookieEncryption: wire[FuseV1Options.EnableCookieEncryption],
    nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
    asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
    browserSnapshot: wire[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot],
    filePrivileges: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
  };
};

const written = { runAsNode: off, cookieEncryption: on, nodeOptions: off, inspect: off, asarIntegrity: on, onlyAsar: on, browserSnapshot: off, filePrivileges: off };

test('H24 every fuse of the packed program is as written down', async () => {
  expect(await fusesOf(packed.program)).toEqual(written);
});

test('H24 the program that tests drive differs from the release in one byte, the fuse of the inspector', async () => {
  expect(await fusesOf(packed.twinProgram)).toEqual({ ...written, inspect: on });
  const [release, twin] = [await readFile(packed.program), await readFile(packed.twinProgram)];
  expect(twin.length).toBe(release.length);
  const differing: number[] = [];
  for (let at = 0; at < release.length; at += 1) if (release[at] !== twin[at]) differing.push(at);
  expect(differing.map((at) => [release[at], twin[at]])).toEqual([[off, on]]);
});

test('H24 everything beside the program is the same in both, file for file', async () => {
  const digest = async (file: string) => createHash('sha256').update(await readFile(file)).digest('hex');
  const inside = async (folder: string) =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  const files = await inside(packed.release);
  expect(await inside(packed.twin)).toEqual(files);
  expect(files).toContain('resources/app.asar');
  const different: string[] = [];
  for (const file of files) if ((await digest(join(packed.release, file))) !== (await digest(join(packed.twin, file)))) different.push(file);
  expect(different).toEqual(['kabinet']);
});

test('A1 the package holds the bundle, the two native modules and nothing for developers or tests', async () => {
  const asar = join(packed.release, 'resources/app.asar');
  const files = listPackage(asar, { isPack: false });
  const modules = new Set(files.map((file) => /^\/node_modules\/([^/]+)$/.exec(file)?.[1]).filter((name) => name !== undefined));
  expect([...modules].sort()).toEqual(['better-sqlite3', 'keytar']);
  expect(files).toEqual(expect.arrayContaining(['/main/index.mjs', '/preload/index.cjs', '/backend/index.mjs', '/renderer/index.html', '/renderer-manifest.json']));
  expect(files.filter((file) => /\.map$|\.tsx?$|gallery|loader|playwright|vitest|(^|\/)(tests?|scripts|demo|setup)(\/|$)/i.test(file))).toEqual([]);
  const code = ['main/index.mjs', 'backend/index.mjs', 'preload/index.cjs'].map((file) => extractFile(asar, file).toString());
  for (const text of code) expect(text).not.toMatch(/playwright|vitest|sourceMappingURL|KABINET_STAGED/i);
  expect(await readdir(join(packed.release, 'resources'))).not.toContain('default_app.asar');
  // PF11: no more than this of our own is ever carried to a clinic.
  expect((await stat(asar)).size).toBeLessThan(15 * 1024 * 1024);
  // And no more than this is read before the first screen stands: English, the desk's pages and the later screens come behind it.
  const scripts = extractFile(asar, 'renderer/index.html').toString().match(/assets\/[\w-]+\.js/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.reduce((bytes, name) => bytes + gzipSync(extractFile(asar, `renderer/${name}`)).length, 0)).toBeLessThan(250_000);
});

test('H4 a page that was changed inside the package stops the start, also where the system checks no archive', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-changed-'));
  try {
    await chmod(folder, 0o755);
    const changed = join(folder, 'app');
    await cp(packed.release, changed, { recursive: true });
    if (process.getuid?.() === 0) await chmod(join(changed, 'chrome-sandbox'), 0o4755);
    const program = join(changed, 'kabinet');
    expect((await startPacked(program, [], { lives: true, forMs: 4_000 })).code, 'unchanged it runs').toBeNull();
    const asar = join(changed, 'resources/app.asar');
    await copyFile(join(packed.release, 'resources/app.asar'), asar);
    const page = extractFile(asar, 'renderer/index.html');
    const bytes = await readFile(asar);
    const at = bytes.indexOf(page);
    expect(at).toBeGreaterThan(0);
    const file = await open(asar, 'r+');
    // One letter inside the page's own text.
    await file.write(Buffer.from('X'), 0, 1, at + page.indexOf('<title>') + 7);
    await file.close();
    const { code, text } = await startPacked(program, [], { lives: true });
    expect(code).toBe(1);
    expect(text).toContain('renderer file is not what was built');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
