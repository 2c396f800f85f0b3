import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { headers } from '../../shared/fhir/names.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { ServerParts } from '../http/parts.ts';
import { createHub, type Hub } from './hub.ts';

const heartbeatMs = 15_000;
// A burst of commits is one nudge: the device pulls everything there is anyway.
const gatherMs = 50;
const perCaller = 4;
const bufferedBytes = 65_536;

/** `GET /events` (docs/wire.md): `changed` means "pull now" and says nothing else. */
export function eventRoutes(app: FastifyInstance, parts: ServerParts): void {
  const open = new Map<ServerResponse, string>();
  let hub: Hub | null = null;
  let gathering: NodeJS.Timeout | null = null;
  const send = (stream: ServerResponse, text: string): void => {
    // A device that stopped reading is cut off; it pulls when it comes back, so it misses nothing.
    if (stream.writableLength > bufferedBytes) stream.destroy();
    else stream.write(text);
  };
  const nudge = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      for (const stream of open.keys()) send(stream, 'event: changed\ndata: {}\n\n');
    }, gatherMs);
  };
  const heartbeat = setInterval(() => {
    for (const stream of open.keys()) send(stream, ': still here\n\n');
  }, heartbeatMs);
  heartbeat.unref();

  app.addHook('onReady', async () => {
    hub = createHub(parts.pool);
    hub.subscribe(nudge);
  });
  // Before the server waits for its connections to end: these never end by themselves.
  app.addHook('preClose', async () => {
    clearInterval(heartbeat);
    if (gathering) clearTimeout(gathering);
    hub?.stop();
    for (const stream of open.keys()) stream.end();
  });

  app.get('/events', async (request, reply) => {
    const caller = callerOf(request);
    const name = caller.kind === 'system' ? 'system' : caller.deviceId;
    if (caller.kind !== 'system' && [...open.values()].filter((other) => other === name).length >= perCaller) {
      throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': '5' } });
    }
    reply.hijack();
    const stream = reply.raw;
    for (const [header, value] of Object.entries(reply.getHeaders())) if (value !== undefined) stream.setHeader(header, value);
    // The stream ends only with its connection; kept alive, it would hold up a server that stops.
    stream.shouldKeepAlive = false;
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      [headers.serverTime]: String(parts.now()),
    });
    open.set(stream, name);
    request.raw.socket.setTimeout(0);
    stream.on('close', () => void open.delete(stream));
    stream.on('error', () => void open.delete(stream));
    // What changed between the device's last pull and this moment has been told to nobody.
    stream.write('retry: 2000\nevent: changed\ndata: {}\n\n');
  });
}
