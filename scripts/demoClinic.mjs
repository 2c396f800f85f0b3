import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './electron.mjs';

/**
 * Starts the demo clinic and waits for the line that tells where it is.
 * @param {string[]} args more arguments of the demo
 * @returns {Promise<{ facts: any, stop: () => Promise<void>, ended: Promise<number> }>}
 */
export async function startDemoClinic(args = []) {
  const child = spawn(process.execPath, [join(root, 'clinic-server/demo/index.ts'), '--json', '--die-with-parent', ...args], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const lines = createInterface({ input: child.stdout });
  const facts = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line));
    });
    void ended.then((code) => reject(new Error(`the demo clinic ended with ${code} before it was ready`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { facts, stop, ended };
}
