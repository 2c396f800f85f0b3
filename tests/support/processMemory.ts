import { open, readdir, readFile } from 'node:fs/promises';

const chunkBytes = 8 * 1024 * 1024;

/** Which of the texts a living process holds anywhere in the memory it can write, as an attacker with a debugger would look. */
export async function remembered(pid: number, texts: readonly string[]): Promise<readonly string[]> {
  const needles = texts.map((text) => ({ text, forms: [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')] }));
  const maps = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n').filter((line) => / rw-p /.test(line));
  const found = new Set<string>();
  const memory = await open(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of maps) {
      const [from = 0, to = 0] = (line.split(' ')[0] ?? '').split('-').map((part) => Number.parseInt(part, 16));
      // Reserved and never touched: gigabytes of nothing.
      if (to - from > 64 * chunkBytes) continue;
      for (let at = from; at < to; at += chunkBytes) {
        const size = Math.min(chunkBytes + 512, to - at);
        const chunk = Buffer.alloc(size);
        const read = await memory.read(chunk, 0, size, at).catch(() => null);
        if (read === null) continue;
        const bytes = chunk.subarray(0, read.bytesRead);
        for (const { text, forms } of needles) if (!found.has(text) && forms.some((form) => bytes.includes(form))) found.add(text);
      }
    }
  } finally {
    await memory.close();
  }
  return [...found];
}

export interface SeenProcess {
  readonly pid: number;
  readonly cmdline: string;
  readonly environ: string;
}

/** Arguments and environment of every process of one process group, as anybody on the machine who may look sees them. */
export async function processesOfGroup(group: number): Promise<readonly SeenProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(
    pids.map(async (pid): Promise<SeenProcess | null> => {
      try {
        // After the name in brackets: state, parent, group.
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
        if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) !== group) return null;
        return { pid, cmdline: await readFile(`/proc/${pid}/cmdline`, 'utf8'), environ: await readFile(`/proc/${pid}/environ`, 'utf8') };
      } catch {
        // Gone in the meantime.
        return null;
      }
    }),
  );
  return all.filter((one) => one !== null);
}
