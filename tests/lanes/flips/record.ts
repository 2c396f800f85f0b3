import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A device as a killed process leaves it: every byte of its folder, and what the world outside was told. */
export interface Recording {
  readonly files: ReadonlyMap<string, Buffer>;
  /** The keychain, by `service/account`. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Commands the device said were kept. */
  readonly acknowledged: ReadonlySet<string>;
}

/** Runs a whole kiosk backend with patients who book, move and cancel (the program of the lane `power`) and ends it without a farewell. */
export async function record(seed: number, commands: number): Promise<Recording> {
  const root = await mkdtemp(join(tmpdir(), 'kabinet-flips-'));
  try {
    const [folder, promises] = [join(root, 'data'), join(root, 'promises')];
    const writer = fileURLToPath(import.meta.resolve('../power/writer.ts'));
    const child = spawn(process.execPath, [writer, folder, promises, String(seed), String(commands)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the device to be damaged ended with ${code}: ${said.slice(-2_000)}`);
    const files = new Map<string, Buffer>();
    for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)));
    return { files, ...readPromises(await readFile(promises, 'utf8')) };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function readPromises(text: string): Pick<Recording, 'secrets' | 'acknowledged'> {
  const secrets = new Map<string, string>();
  const acknowledged = new Set<string>();
  for (const line of text.split('\n')) {
    const [kind, name = '', secret = ''] = line.split(' ');
    if (kind === 'secret') secrets.set(name, secret);
    else if (kind === 'forgotten') secrets.delete(name);
    else if (kind === 'acknowledged') acknowledged.add(name);
  }
  return { secrets, acknowledged };
}
