import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a program asked of the operating system, as far as a power cut can undo it. `file` is the file descriptor. */
export type Call =
  | { readonly kind: 'open'; readonly file: number; readonly path: string; readonly truncates: boolean }
  | { readonly kind: 'close'; readonly file: number }
  /** `offset` null: where the descriptor stands. */
  | { readonly kind: 'write'; readonly file: number; readonly offset: number | null; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly file: number; readonly size: number }
  | { readonly kind: 'flush'; readonly file: number }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'unlink'; readonly path: string };

const traced = ['openat', 'open', 'creat', 'close', 'write', 'pwrite64', 'ftruncate', 'fsync', 'fdatasync', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat'];
/** Calls that change a file in a way this reader does not follow: a trace with one of them would be read wrongly. */
const unread = ['writev', 'pwritev', 'pwritev2', 'fallocate', 'truncate', 'link', 'linkat', 'copy_file_range', 'sendfile', 'io_uring_enter', 'msync', 'sync_file_range'];

/** For strace: every thread, all bytes, in hexadecimal, nothing shortened. */
export const straceArguments = (output: string): readonly string[] => [
  ...['-f', '-qq', '-xx', '-s', '4194304', '-o', output, '--seccomp-bpf', '-e', `trace=${[...traced, ...unread].join(',')}`, '-e', 'signal=none'],
];

const bytesOf = (quoted: string): Buffer => Buffer.from(quoted.replaceAll('\\x', ''), 'hex');
const textOf = (quoted: string): string => bytesOf(quoted).toString('utf8');

/** The paths of a call, in order; strace writes every string in hexadecimal between quotes. */
const strings = (text: string): string[] => [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, inside]) => inside ?? '');

/**
 * Calls in the order in which they returned. A call that failed changed nothing and is left out.
 * `isOurs`: whether a path belongs to what may be cut off; writes into anything else are not read.
 */
export async function readTrace(file: string, isOurs: (path: string) => boolean): Promise<Call[]> {
  const calls: Call[] = [];
  const ours = new Set<number>();
  const begun = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Infinity })) {
    const [, thread = '', said = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (said.endsWith('<unfinished ...>')) {
      begun.set(thread, said.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(said);
    const whole = resumed ? (begun.get(thread) ?? '') + (resumed[1] ?? '') : said;
    const call = readCall(whole, ours, isOurs);
    if (call) calls.push(call);
  }
  return calls;
}

function readCall(text: string, ours: Set<number>, isOurs: (path: string) => boolean): Call | null {
  // The name and the answer stand at the ends; a write of megabytes between them is not searched.
  const name = text.slice(0, text.indexOf('('));
  const answer = Number(/\)\s+= (-?\d+)[^=]*$/.exec(text.slice(-200))?.[1] ?? '-1');
  if (answer < 0) return null;
  const firstNumber = (): number => Number(/^\w+\((\d+)/.exec(text.slice(0, 60))?.[1] ?? '-1');
  if (name === 'openat' || name === 'open' || name === 'creat') {
    const path = textOf(strings(text)[0] ?? '');
    if (!isOurs(path)) return null;
    ours.add(answer);
    return { kind: 'open', file: answer, path, truncates: text.includes('O_TRUNC') || name === 'creat' };
  }
  if (name === 'rename' || name === 'renameat' || name === 'renameat2') {
    const [from = '', to = ''] = strings(text).map(textOf);
    return isOurs(from) || isOurs(to) ? { kind: 'rename', from, to } : null;
  }
  if (name === 'unlink' || name === 'unlinkat') {
    const path = textOf(strings(text)[0] ?? '');
    return isOurs(path) ? { kind: 'unlink', path } : null;
  }
  const descriptor = firstNumber();
  if (!ours.has(descriptor)) return null;
  if (name === 'close') {
    ours.delete(descriptor);
    return { kind: 'close', file: descriptor };
  }
  if (name === 'fsync' || name === 'fdatasync') return { kind: 'flush', file: descriptor };
  if (name === 'ftruncate') return { kind: 'truncate', file: descriptor, size: Number(/, (\d+)\)/.exec(text)?.[1]) };
  if (name === 'write' || name === 'pwrite64') {
    const from = text.indexOf('"') + 1;
    const until = text.lastIndexOf('"');
    const tail = text.slice(until + 1);
    if (tail.startsWith('...')) throw new Error('strace shortened a write');
    const numbers = [...tail.matchAll(/, (\d+)/g)].map(([, value]) => Number(value));
    return { kind: 'write', file: descriptor, offset: name === 'pwrite64' ? (numbers[1] ?? 0) : null, data: bytesOf(text.slice(from, until)).subarray(0, answer) };
  }
  throw new Error(`a call that is not understood: ${name}`);
}
