import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTrace, straceArguments, type Call } from './trace.ts';

export interface Recording {
  /** Calls about the data folder and about the list of promises, in order. */
  readonly calls: readonly Call[];
  readonly dataFolder: string;
  readonly promises: string;
  /** Bytes of the trace. */
  readonly traceBytes: number;
}

/** Runs the writer under strace and reads what it did to its folder. */
export async function record(seed: number, commands: number): Promise<Recording> {
  const root = await mkdtemp(join(tmpdir(), 'kabinet-power-'));
  try {
    const dataFolder = join(root, 'data');
    const promises = join(root, 'promises');
    const trace = join(root, 'trace');
    // Its parents are as old as the machine's installation: a power cut cannot take them.
    await mkdir(dataFolder);
    const writer = fileURLToPath(import.meta.resolve('./writer.ts'));
    const child = spawn('strace', [...straceArguments(trace), process.execPath, '--disable-warning=ExperimentalWarning', writer, dataFolder, promises, String(seed), String(commands)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the writer ended with ${code}: ${said.slice(-2_000)}`);
    const calls = await readTrace(trace, (path) => path === promises || path === dataFolder || path.startsWith(`${dataFolder}/`));
    return { calls, dataFolder, promises, traceBytes: (await stat(trace)).size };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
