import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a hostile page would like to reach: a server that is not the clinic's, and the system's programs that open links. */
export interface Strangers {
  readonly url: string;
  /** Paths somebody asked the server for. */
  readonly visits: readonly string[];
  /** Environment in which the system's openers are ours. */
  readonly env: Record<string, string>;
  /** What openers were started with, a line each. */
  opened(): Promise<string>;
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStrangers(): Promise<Strangers> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('a stranger');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-openers-'));
  // The app runs as another user and must be able to leave its line here.
  await chmod(folder, 0o777);
  const list = join(folder, 'opened');
  for (const name of ['xdg-open', 'gio', 'x-www-browser', 'xdg-email']) {
    await writeFile(join(folder, name), `#!/bin/sh\necho "${name} $*" >> "${list}"\n`);
    await chmod(join(folder, name), 0o755);
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    visits,
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    opened: () => readFile(list, 'utf8').catch(() => ''),
    forget: () => rm(list, { force: true }),
    async stop() {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
