import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SmallSite {
  readonly url: string;
  readonly port: number;
  /** Every request that came, `GET /path`. */
  readonly asked: readonly string[];
  /** `Cookie` headers that came. */
  readonly cookies: readonly string[];
  stop(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server on loopback that writes down who came. */
export async function startSite(answer: Answer): Promise<SmallSite> {
  const asked: string[] = [];
  const cookies: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (request.headers.cookie !== undefined) cookies.push(request.headers.cookie);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    cookies,
    async stop() {
      const closed = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A sign-in page as somebody might make it who wants more than a sign-in. `/to?<address>` sends the browser on. */
export const hostileAnswer: Answer = (request, response) => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname === '/to') return void response.writeHead(302, { location: decodeURIComponent(search.slice(1)) }).end();
  if (pathname === '/file') return void response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="x.bin"' }).end('bytes');
  if (pathname === '/worker.js') return void response.writeHead(200, { 'content-type': 'text/javascript' }).end('');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': 'who=first; Path=/; Max-Age=100000' });
  response.end('<!doctype html><html lang="ru"><title>Вход</title><h1>Вход</h1><input id="field" aria-label="Пароль"><p id="out"></p></html>');
};
