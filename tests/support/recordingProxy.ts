import { createServer, request as ask, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly sent: string;
  answered: string;
}

export interface RecordingProxy {
  readonly url: string;
  readonly recorded: readonly Recorded[];
  stop(): Promise<void>;
}

/** Stands between a device and its clinic server on loopback and writes down everything that crosses. */
export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const { hostname, port } = new URL(upstream);
  const recorded: Recorded[] = [];
  const server = createServer((incoming, outgoing) => {
    let sent = '';
    const behind = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      const record: Recorded = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, sent, answered: '' };
      recorded.push(record);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => {
        if (record.answered.length < 100_000) record.answered += chunk.toString('utf8');
      });
      answer.pipe(outgoing);
    });
    behind.on('error', () => outgoing.destroy());
    outgoing.on('close', () => behind.destroy());
    incoming.on('data', (chunk: Buffer) => {
      sent += chunk.toString('utf8');
    });
    incoming.pipe(behind);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    recorded,
    async stop() {
      const closed = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
