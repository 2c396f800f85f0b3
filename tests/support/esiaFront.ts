import { createServer, request as ask } from 'node:http';
import { connect, createServer as createLine, type AddressInfo, type Socket } from 'node:net';

/** What the clinic's server answers to a device that begins a sign-in through ESIA. */
export interface Begun {
  attemptId: string;
  authorizeUrl: string;
  callbackUrl: string;
  hosts: string[];
  seconds: number;
  logoutUrl: string | null;
}

export interface ClinicFront {
  readonly url: string;
  /** Of the next sign-ins. Null: as the server says. */
  change: ((begun: Begun) => Begun) | null;
  /** Bodies that devices sent to finish an attempt. */
  readonly finished: readonly { attemptId: string; query: string }[];
  stop(): Promise<void>;
}

const begins = '/identity/esia/start';
const finishes = '/identity/esia/finish';

/** The clinic's real server, except for what a test changes in the beginning of a sign-in: less time, another page. */
export async function startClinicFront(upstream: string): Promise<ClinicFront> {
  const { hostname, port } = new URL(upstream);
  const finished: { attemptId: string; query: string }[] = [];
  const front: { change: ClinicFront['change'] } = { change: null };
  const server = createServer((incoming, outgoing) => {
    let sent = '';
    const behind = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      if (incoming.url !== begins || answer.statusCode !== 200 || front.change === null) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      let said = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
      answer.on('end', () => {
        const body = JSON.stringify(front.change?.(JSON.parse(said) as Begun));
        outgoing.writeHead(200, { ...answer.headers, 'content-length': Buffer.byteLength(body) }).end(body);
      });
    });
    behind.on('error', () => outgoing.destroy());
    outgoing.on('close', () => behind.destroy());
    incoming.on('data', (chunk: Buffer) => (sent += chunk.toString('utf8')));
    incoming.on('end', () => {
      if (incoming.url === finishes) finished.push(JSON.parse(sent) as { attemptId: string; query: string });
    });
    incoming.pipe(behind);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    finished,
    get change() {
      return front.change;
    },
    set change(next) {
      front.change = next;
    },
    async stop() {
      const closed = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A line to the simulator that can be cut while somebody stands on its page. */
export async function startLine(upstream: string): Promise<{ readonly url: string; cut(): Promise<void> }> {
  const { hostname, port } = new URL(upstream);
  const open = new Set<Socket>();
  const server = createLine((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => open.delete(socket));
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async cut() {
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** `address`, by way of `line`. */
export function through(line: string, address: string): string {
  const { pathname, search } = new URL(address);
  return `${line}${pathname}${search}`;
}
