import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createChance } from '../chance.ts';
import { createDisk, fates, type Fate } from './disk.ts';
import { readTrace, type Call } from './trace.ts';

const folder = '/data';
const open = (file: number, name: string): Call => ({ kind: 'open', file, path: name === '' ? folder : `${folder}/${name}`, truncates: false });
const write = (file: number, text: string, offset: number | null = null): Call => ({ kind: 'write', file, offset, data: Buffer.from(text) });
const flush = (file: number): Call => ({ kind: 'flush', file });

/** Every content the file may have after a cut, over many chances; `none` when it is not there. */
function after(calls: readonly Call[], name: string, fate: Fate): Set<string> {
  const disk = createDisk(folder);
  calls.forEach(disk.take);
  return new Set(Array.from({ length: 200 }, (_, seed) => disk.afterPowerCut(fate, createChance(seed)).get(name)?.toString() ?? 'none'));
}

test('O3 a disk without power has what was flushed with its name, and of the rest anything', () => {
  const safe = [open(3, 'a'), write(3, 'one'), flush(3), open(4, ''), flush(4)];
  for (const fate of fates) expect(after(safe, 'a', fate)).toEqual(new Set(['one']));
  const unflushed = [...safe, write(3, 'two')];
  expect(after(unflushed, 'a', 'lost')).toEqual(new Set(['one']));
  expect(after(unflushed, 'a', 'kept')).toEqual(new Set(['onetwo']));
  expect(after(unflushed, 'a', 'some')).toEqual(new Set(['one', 'onetwo']));
  expect(after([open(3, 'a'), write(3, 'one'), flush(3)], 'a', 'lost')).toEqual(new Set(['none']));
});

test('O3 a write is torn between sectors and never inside one', () => {
  const long = 'a'.repeat(512) + 'b'.repeat(512);
  const calls = [open(3, 'a'), write(3, '.'.repeat(1_024), 0), flush(3), open(4, ''), flush(4), write(3, long, 0)];
  const dots = '.'.repeat(512);
  expect(after(calls, 'a', 'torn')).toEqual(new Set([dots + dots, 'a'.repeat(512) + dots, dots + 'b'.repeat(512), long]));
  // What was there before is as it was or as it should be; rubbish is found in new sectors only.
  expect(after(calls, 'a', 'rubbish')).toEqual(after(calls, 'a', 'torn'));
  expect(after(calls, 'a', 'cut')).toEqual(new Set([dots + dots, 'a'.repeat(512) + dots, long]));
});

test('O3 a file that takes the place of another is the old one or the new one, never neither', () => {
  const calls = [open(3, 'a'), write(3, 'old'), flush(3), open(4, ''), flush(4), open(5, 'b'), write(5, 'new'), flush(5), { kind: 'rename', from: '/data/b', to: '/data/a' } as const];
  for (const fate of fates) for (const content of after(calls, 'a', fate)) expect(['old', 'new']).toContain(content);
  expect(after(calls, 'a', 'some')).toEqual(new Set(['old', 'new']));
});

test('O3 a trace is read in the order in which calls returned, failed ones and foreign files left out', async () => {
  const place = mkdtempSync(join(tmpdir(), 'kabinet-trace-'));
  const hex = (text: string): string => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const trace = join(place, 'trace');
  writeFileSync(
    trace,
    [
      `7 openat(AT_FDCWD, "${hex('/data/a')}", O_RDWR|O_CREAT, 0644) = 3`,
      `7 openat(AT_FDCWD, "${hex('/data/none')}", O_RDONLY) = -1 ENOENT (No such file or directory)`,
      `7 openat(AT_FDCWD, "${hex('/etc/passwd')}", O_RDONLY) = 4`,
      `7 pwrite64(3, "${hex('one')}", 3, 8 <unfinished ...>`,
      `8 write(4, "${hex('foreign')}", 7) = 7`,
      `7 <... pwrite64 resumed>) = 3`,
      `7 fdatasync(3) = 0`,
      `7 rename("${hex('/data/a')}", "${hex('/data/b')}") = 0`,
      `7 close(3) = 0`,
      `7 close(4) = 0`,
    ].join('\n'),
  );
  expect(await readTrace(trace, (path) => path.startsWith('/data'))).toEqual([
    { kind: 'open', file: 3, path: '/data/a', truncates: false },
    { kind: 'write', file: 3, offset: 8, data: Buffer.from('one') },
    { kind: 'flush', file: 3 },
    { kind: 'rename', from: '/data/a', to: '/data/b' },
    { kind: 'close', file: 3 },
  ]);
  rmSync(place, { recursive: true });
});
