import { basename } from 'node:path';
import type { Chance } from '../chance.ts';
import type { Call } from './trace.ts';

/** As of the newest flush, and what was done since and a power cut may undo. */
interface Inode {
  readonly id: number;
  readonly flushed: Content;
  pending: Change[];
}
type Change = { readonly kind: 'write'; readonly offset: number; readonly data: Buffer } | { readonly kind: 'truncate'; readonly size: number };
type NameChange =
  | { readonly kind: 'create'; readonly name: string; readonly inode: Inode }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'unlink'; readonly name: string };

/**
 * What the power cut did to changes that were not flushed.
 * `kept`: all arrived. `lost`: none. `cut`: the first ones, the last of them torn. `some`: any of them, whole. `torn`: any sectors of
 * any of them. `rubbish`: as `torn`, with rubbish in those new sectors that did not arrive.
 */
export const fates = ['kept', 'lost', 'cut', 'some', 'torn', 'rubbish'] as const;
export type Fate = (typeof fates)[number];

/** A disk writes this much or nothing. Bytes of the sector outside what was written stay as they were. */
const sector = 512;

/** Bytes of a file that grow in place: a log of megabytes is not copied for every page written to it. */
interface Content {
  bytes: Buffer;
  size: number;
}

function apply(content: Content, one: Change): void {
  const end = one.kind === 'write' ? one.offset + one.data.length : one.size;
  if (end > content.bytes.length) {
    const larger = Buffer.alloc(Math.max(end, content.bytes.length * 2));
    content.bytes.copy(larger, 0, 0, content.size);
    content.bytes = larger;
  }
  if (one.kind === 'write') {
    one.data.copy(content.bytes, one.offset);
    content.size = Math.max(content.size, end);
  } else {
    if (end < content.size) content.bytes.fill(0, end, content.size);
    content.size = end;
  }
}

/** The write in pieces that a disk does not tear. */
function sectorsOf({ offset, data }: { offset: number; data: Buffer }): Change[] {
  const pieces: Change[] = [];
  for (let from = offset; from < offset + data.length; ) {
    const until = Math.min((Math.floor(from / sector) + 1) * sector, offset + data.length);
    pieces.push({ kind: 'write', offset: from, data: data.subarray(from - offset, until - offset) });
    from = until;
  }
  return pieces;
}

/**
 * One folder as a disk behind a cache that the power can empty: POSIX and no more. Data of a file are safe after its fsync, names after
 * the folder's. Metadata of one name keep their order; of different names they need not.
 */
export function createDisk(folder: string) {
  let nextInode = 1;
  const open = new Map<number, { inode: Inode | null; position: number }>();
  /** As the program sees it. */
  const names = new Map<string, Inode>();
  let flushedNames = new Map<string, Inode>();
  let pendingNames: NameChange[] = [];
  const flushes = { data: 0, names: 0 };

  function change(inode: Inode, one: Change): void {
    inode.pending.push(one);
  }

  function changeName(one: NameChange): void {
    applyName(names, one);
    pendingNames.push(one);
  }

  function nameOf(path: string): string {
    return basename(path);
  }

  function take(call: Call): void {
    switch (call.kind) {
      case 'open': {
        if (call.path === folder) return void open.set(call.file, { inode: null, position: 0 });
        const name = nameOf(call.path);
        let inode = names.get(name);
        if (!inode) {
          inode = { id: nextInode++, flushed: { bytes: Buffer.alloc(0), size: 0 }, pending: [] };
          changeName({ kind: 'create', name, inode });
        }
        if (call.truncates) change(inode, { kind: 'truncate', size: 0 });
        return void open.set(call.file, { inode, position: 0 });
      }
      case 'close':
        return void open.delete(call.file);
      case 'rename':
        return changeName({ kind: 'rename', from: nameOf(call.from), to: nameOf(call.to) });
      case 'unlink':
        return changeName({ kind: 'unlink', name: nameOf(call.path) });
      case 'write':
      case 'truncate':
      case 'flush': {
        const handle = open.get(call.file);
        if (!handle) return;
        const { inode } = handle;
        if (call.kind === 'flush') return flush(inode);
        if (!inode) throw new Error('a folder is not written into');
        if (call.kind === 'truncate') return change(inode, { kind: 'truncate', size: call.size });
        const offset = call.offset ?? handle.position;
        if (call.offset === null) handle.position += call.data.length;
        return change(inode, { kind: 'write', offset, data: call.data });
      }
    }
  }

  function flush(inode: Inode | null): void {
    if (inode) {
      inode.pending.forEach((one) => apply(inode.flushed, one));
      inode.pending = [];
      flushes.data += 1;
      return;
    }
    flushedNames = new Map(names);
    pendingNames = [];
    flushes.names += 1;
  }

  function contentAfter(inode: Inode, fate: Fate, chance: Chance): Buffer {
    const { bytes, size } = inode.flushed;
    const content: Content = { bytes: Buffer.from(bytes.subarray(0, size)), size };
    surviving(inode.pending, size, fate, chance).forEach((one) => apply(content, one));
    return content.bytes.subarray(0, content.size);
  }

  /** Files as they are found after the power has come back. */
  function afterPowerCut(fate: Fate, chance: Chance): Map<string, Buffer> {
    const found = new Map(flushedNames);
    for (const group of groupsOf(pendingNames)) {
      const kept = fate === 'kept' ? group.length : fate === 'lost' ? 0 : chance.below(group.length + 1);
      group.slice(0, kept).forEach((one) => applyName(found, one));
    }
    const contents = new Map<number, Buffer>();
    const files = new Map<string, Buffer>();
    for (const [name, inode] of found) {
      const content = contents.get(inode.id) ?? contentAfter(inode, fate, chance);
      contents.set(inode.id, content);
      files.set(name, content);
    }
    return files;
  }

  /** How many changes the next power cut could undo. */
  const atStake = (): number => pendingNames.length + [...new Set(names.values())].reduce((sum, { pending }) => sum + pending.length, 0);

  /** Whether this file itself is being changed at the moment. */
  const isChanging = (name: string): boolean => (names.get(name)?.pending.length ?? 0) > 0;

  return { take, afterPowerCut, atStake, isChanging, flushes };
}

function applyName(names: Map<string, Inode>, one: NameChange): void {
  if (one.kind === 'create') names.set(one.name, one.inode);
  else if (one.kind === 'unlink') names.delete(one.name);
  else {
    const inode = names.get(one.from);
    if (!inode) return;
    names.delete(one.from);
    names.set(one.to, inode);
  }
}

/** Changes of names that share a name, each group in its order. */
function groupsOf(changes: readonly NameChange[]): NameChange[][] {
  const groups: { names: Set<string>; changes: NameChange[] }[] = [];
  for (const one of changes) {
    const touched = one.kind === 'rename' ? [one.from, one.to] : [one.name];
    const joined = groups.filter(({ names }) => touched.some((name) => names.has(name)));
    const merged = { names: new Set([...touched, ...joined.flatMap(({ names }) => [...names])]), changes: [...joined.flatMap((group) => group.changes), one] };
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  // A rename joins two groups: their changes go back into the order in which they were made.
  return groups.map((group) => group.changes.toSorted((a, b) => changes.indexOf(a) - changes.indexOf(b)));
}

/** `safeBytes`: how much of the file was flushed. A disk that loses power leaves a sector as it was or as it should be; only new ones hold anything. */
function surviving(pending: readonly Change[], safeBytes: number, fate: Fate, chance: Chance): Change[] {
  if (fate === 'kept') return [...pending];
  if (fate === 'lost') return [];
  if (fate === 'some') return pending.filter(() => chance.is(0.5));
  if (fate === 'cut') {
    const whole = chance.below(pending.length + 1);
    const torn = pending[whole];
    const pieces = torn?.kind === 'write' ? sectorsOf(torn) : [];
    return [...pending.slice(0, whole), ...pieces.slice(0, chance.below(pieces.length + 1))];
  }
  const probability = chance.one([0.1, 0.5, 0.9]);
  return pending.flatMap((change): Change[] => {
    if (change.kind === 'truncate') return chance.is(0.5) ? [change] : [];
    return sectorsOf(change).flatMap((piece): Change[] => {
      if (chance.is(probability)) return [piece];
      return fate === 'rubbish' && piece.kind === 'write' && piece.offset >= safeBytes && chance.is(0.5) ? [{ ...piece, data: chance.bytes(piece.data.length) }] : [];
    });
  });
}
