import { createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What a line, and whatever stands in it, does to one request. `…After`: the server has had it, whatever the device hears. */
export const lineFaults = [
  ...['cutBefore', 'cutAfter', 'resetBefore', 'resetAfter', 'halfAnswer', 'delay', 'silence', 'twice', 'twiceAtOnce', 'again'],
  ...['portal', 'portalAfter', 'redirect', 'badGateway', 'badGatewayAfter', 'wrongType', 'bomb', 'slowLoris'],
] as const;
export type LineFault = (typeof lineFaults)[number];

interface Whole {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A tenth of a megabyte on the line, a hundred in memory. */
const bombBytes = 96 * 1024 * 1024;
const page = '<!doctype html><title>Wi-Fi</title><h1>Войдите в сеть</h1>';

/**
 * Stands between devices and their clinic server on loopback and spoils requests. `choose` says which fault a request meets; null lets it
 * pass. Nothing is retried here: what a device hears is what one try came to.
 */
export async function startFaultProxy(upstream: string, choose: (path: string) => LineFault | null) {
  const { hostname, port } = new URL(upstream);
  const counts = new Map<LineFault, number>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const bomb = gzipSync(Buffer.alloc(bombBytes, '['));
  const state = { requests: 0, longestLorisMs: 0 };

  function later(milliseconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, milliseconds);
    timers.add(timer);
  }
  const pause = (milliseconds: number) => new Promise<void>((resolve) => later(milliseconds, resolve));

  function forward(incoming: IncomingMessage, body: Buffer): Promise<Whole> {
    return new Promise((resolve, reject) => {
      const behind = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }));
        answer.on('error', reject);
      });
      behind.on('error', reject);
      behind.end(body);
    });
  }

  /** News stay open: they are passed on as they come, and cut with the line. */
  function stream(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const behind = ask({ hostname, port, method: 'GET', path: incoming.url, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    behind.on('error', () => outgoing.destroy());
    outgoing.on('close', () => behind.destroy());
    behind.end();
  }

  function give(outgoing: ServerResponse, { status, headers, body }: Whole): void {
    const { 'transfer-encoding': _chunked, ...plain } = headers;
    outgoing.writeHead(status, { ...plain, 'content-length': body.length }).end(body);
  }

  async function trickle(outgoing: ServerResponse, { status, headers, body }: Whole): Promise<void> {
    const from = performance.now();
    const { 'transfer-encoding': _chunked, ...plain } = headers;
    outgoing.writeHead(status, { ...plain, 'content-length': body.length + 100 });
    for (let byte = 0; byte < 100 && !outgoing.destroyed; byte += 1) {
      outgoing.write(' ');
      await pause(400);
    }
    if (!outgoing.destroyed) outgoing.end(body);
    state.longestLorisMs = Math.max(state.longestLorisMs, performance.now() - from);
  }

  async function spoil(fault: LineFault, incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void> {
    const html = (status: number, more: Record<string, string> = {}) => void outgoing.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...more }).end(page);
    const cut = () => void outgoing.destroy();
    const reset = () => void outgoing.socket?.resetAndDestroy();
    switch (fault) {
      case 'cutBefore':
        return cut();
      case 'resetBefore':
        return reset();
      case 'portal':
        return html(200);
      case 'redirect':
        return html(302, { location: 'http://wifi.invalid/' });
      case 'badGateway':
        return html(502);
      case 'bomb':
        return void outgoing.writeHead(200, { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' }).end(bomb);
      case 'silence':
        return;
      case 'delay':
        await pause(300 + body.length % 1_200);
        return give(outgoing, await forward(incoming, body));
      case 'twiceAtOnce': {
        const [first] = await Promise.all([forward(incoming, body), forward(incoming, body)]);
        return give(outgoing, first);
      }
      case 'twice':
        await forward(incoming, body);
        return give(outgoing, await forward(incoming, body));
      case 'again':
        // Once more when everybody has long forgotten it.
        later(2_500, () => void forward(incoming, body).catch(() => undefined));
        return give(outgoing, await forward(incoming, body));
      default: {
        const answer = await forward(incoming, body);
        if (fault === 'cutAfter') return cut();
        if (fault === 'resetAfter') return reset();
        if (fault === 'portalAfter') return html(200);
        if (fault === 'badGatewayAfter') return html(502);
        if (fault === 'wrongType') return give(outgoing, { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } });
        if (fault === 'slowLoris') return trickle(outgoing, answer);
        const { 'transfer-encoding': _chunked, ...plain } = answer.headers;
        outgoing.writeHead(answer.status, { ...plain, 'content-length': answer.body.length + 1 });
        outgoing.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), cut);
      }
    }
  }

  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    if (path === '/events') return stream(incoming, outgoing);
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      state.requests += 1;
      const fault = choose(path);
      if (fault !== null) counts.set(fault, (counts.get(fault) ?? 0) + 1);
      const body = Buffer.concat(chunks);
      const work = fault === null ? forward(incoming, body).then((answer) => give(outgoing, answer)) : spoil(fault, incoming, outgoing, body);
      work.catch(() => outgoing.destroy());
    });
    incoming.on('error', () => outgoing.destroy());
    outgoing.on('error', () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    state,
    faulted: () => [...counts.values()].reduce((sum, one) => sum + one, 0),
    async stop() {
      timers.forEach((timer) => clearTimeout(timer));
      const closed = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export type FaultProxy = Awaited<ReturnType<typeof startFaultProxy>>;
