import type { Chance } from '../chance.ts';

const [database, log, index, mark] = ['kabinet.db', 'kabinet.db-wal', 'kabinet.db-shm', 'kabinet.db-mark'] as const;
const pageBytes = 4_096;
const logHeadBytes = 32;
const frameBytes = 24 + pageBytes;

export interface Damaged {
  readonly files: ReadonlyMap<string, Buffer>;
  /** What was done and where, enough to see it again. */
  readonly what: string;
}

type Files = ReadonlyMap<string, Buffer>;
type Change = (files: Files, chance: Chance) => { readonly name: string; readonly content: Buffer | null; readonly at: number };

function contentOf(files: Files, name: string): Buffer {
  const found = files.get(name);
  if (found === undefined) throw new Error(`the device to be damaged has no ${name}`);
  return Buffer.from(found);
}

/** Where a page or a frame of the log begins. */
function pageAt(name: string, content: Buffer, chance: Chance): { readonly from: number; readonly size: number } {
  if (name !== log) return { from: chance.below(Math.floor(content.length / pageBytes)) * pageBytes, size: pageBytes };
  return { from: logHeadBytes + chance.below(Math.floor((content.length - logHeadBytes) / frameBytes)) * frameBytes, size: frameBytes };
}

/** `part`: how many bytes of the beginning (above zero) or of the end (below it); all of them when left out. */
const flip =
  (name: string, part = Number.POSITIVE_INFINITY): Change =>
  (files, chance) => {
    const content = contentOf(files, name);
    const size = Math.min(content.length, Math.abs(part));
    const at = (part < 0 ? content.length - size : 0) + chance.below(size);
    content[at] = (content[at] ?? 0) ^ (1 << chance.below(8));
    return { name, content, at };
  };

const fill =
  (name: string, size: 'page' | 'sector', withWhat: 'zeros' | 'rubbish'): Change =>
  (files, chance) => {
    const content = contentOf(files, name);
    const page = pageAt(name, content, chance);
    const [from, length] = size === 'page' ? [page.from, page.size] : [chance.below(Math.floor(content.length / 512)) * 512, 512];
    content.set(withWhat === 'zeros' ? Buffer.alloc(length) : chance.bytes(length), from);
    return { name, content, at: from };
  };

const swap =
  (name: string): Change =>
  (files, chance) => {
    const content = contentOf(files, name);
    const [one, other] = [pageAt(name, content, chance), pageAt(name, content, chance)];
    const kept = Buffer.from(content.subarray(one.from, one.from + one.size));
    content.copy(content, one.from, other.from, other.from + other.size);
    kept.copy(content, other.from);
    return { name, content, at: one.from };
  };

/** To any length, to whole pages, or to almost nothing: the three look different to whoever opens the file. */
const truncate =
  (name: string): Change =>
  (files, chance) => {
    const content = contentOf(files, name);
    const kind = chance.below(3);
    const at = kind === 0 ? chance.below(content.length) : kind === 1 ? pageAt(name, content, chance).from : chance.below(40);
    return { name, content: content.subarray(0, at), at };
  };

const remove =
  (name: string): Change =>
  () => ({ name, content: null, at: 0 });

/** Each as often as it stands here. */
const changes: readonly (readonly [string, Change])[] = [
  ['bit of the file', flip(database)],
  ['bit of the file', flip(database)],
  ['bit of the file', flip(database)],
  ['bit of the first page', flip(database, pageBytes)],
  ['bit of the log', flip(log)],
  ['bit of the log', flip(log)],
  ['bit of the last frames', flip(log, -4 * frameBytes)],
  ['bit of the index', flip(index)],
  ['bit of the mark', flip(mark)],
  ['page of zeros', fill(database, 'page', 'zeros')],
  ['sector of rubbish', fill(database, 'sector', 'rubbish')],
  ['frame of zeros', fill(log, 'page', 'zeros')],
  ['sector of rubbish in the log', fill(log, 'sector', 'rubbish')],
  ['pages swapped', swap(database)],
  ['frames swapped', swap(log)],
  ['file cut short', truncate(database)],
  ['log cut short', truncate(log)],
  ['log cut short', truncate(log)],
  ['log gone', remove(log)],
  ['index gone', remove(index)],
  ['mark gone', remove(mark)],
  ['file gone', remove(database)],
];

export const kindsOfDamage: readonly string[] = [...new Set(changes.map(([kind]) => kind))];

/** One change to one file of the device. */
export function damage(files: Files, chance: Chance): Damaged & { readonly kind: string } {
  const [kind, change] = chance.one(changes);
  const { name, content, at } = change(files, chance);
  const after = new Map(files);
  if (content === null) after.delete(name);
  else after.set(name, content);
  return { files: after, kind, what: `${kind}, ${name} at ${at}` };
}
