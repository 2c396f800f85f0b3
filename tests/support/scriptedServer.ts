import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { headers as names, systems } from '../../shared/fhir/names.ts';
import type { StaffCode } from '../../shared/lib/staffCode.ts';

export interface Said {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface FeedEntry {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly deleted?: boolean;
  readonly content?: Record<string, unknown>;
}

export type Answer = { readonly status: number; readonly body?: unknown; /** Instead of JSON. */ readonly bytes?: Buffer; /** Only the first half of it gets through. */ readonly half?: true; readonly headers?: Record<string, string> } | 'cut' | 'portal' | 'silent';

export const refuse = (status: number, code: string): Answer => ({
  status,
  body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing', details: { coding: [{ system: systems.refusal, code }] } }] },
});

const aboutLeases = /^\/fhir\/Slot\/\$(lease|return-lease|report)$/;

/** When the assertion in a token request runs out, epoch milliseconds. */
function expiryOf(form: string): number {
  const payload = new URLSearchParams(form).get('client_assertion')?.split('.')[1] ?? '';
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number };
  return exp * 1_000;
}

/** A server on loopback that speaks the wire and says what a test tells it: for answers that the real one gives only when it breaks. */
export async function startScriptedServer({ staffCode, policy = {} }: { readonly staffCode?: StaffCode; readonly policy?: Readonly<Record<string, unknown>> } = {}) {
  const state = {
    epoch: 'one',
    enrolStatus: 201,
    enrolments: 0,
    tokens: 0,
    clockAheadMs: 0,
    /** Revoked: there is no token for this device any more. */
    refusesDevice: false,
    /** What the clinic tells a device beside the usual. */
    told: {} as Record<string, unknown>,
    shared: [] as FeedEntry[],
    personal: [] as FeedEntry[],
    /** Records of the office's patients, for its desks. */
    office: [] as FeedEntry[],
    pageSize: 1_000,
    feed: (_said: Said): Answer | null => null,
    /** Which times the device that asks may give out by itself. */
    leases: (_said: Said): Answer => ({ status: 200, body: { resourceType: 'Parameters' } }),
    write: (_said: Said): Answer => ({ status: 200, body: { resourceType: 'Basic' } }),
  };
  const heard: Said[] = [];
  const streams = new Set<ServerResponse>();
  const device = {
    ...{ deviceId: randomUUID(), deviceCode: 'К07', profile: 'kiosk', officeId: randomUUID(), clinicName: { ru: 'Клиника', en: null }, clinicPhone: '+7' },
    policy: { idleSeconds: 60, warnSeconds: 20, changeableHours: 3, maxActiveVisits: 5, holdSeconds: 120, holdSecondsLonger: 240, ...(staffCode === undefined ? {} : { staffCode }), ...policy },
  };

  function answerFor(said: Said): Answer {
    const { pathname, searchParams } = new URL(said.path, 'http://server.invalid');
    if (pathname === '/device/enrol') {
      state.enrolments += 1;
      return state.enrolStatus === 201 ? { status: 201, body: { ...device, ...state.told, epoch: state.epoch } } : refuse(state.enrolStatus, 'enrolment_refused');
    }
    if (pathname === '/device/quarantine') return state.write(said);
    if (pathname === '/token') {
      if (state.refusesDevice) return refuse(401, 'refused_device');
      if (Math.abs(expiryOf(String(said.body)) - (Date.now() + state.clockAheadMs)) > 5 * 60_000) return refuse(401, 'refused_device');
      state.tokens += 1;
      return { status: 200, body: { access_token: `token-${state.tokens}`, token_type: 'bearer', expires_in: 300 } };
    }
    if (!said.headers.authorization) return refuse(401, 'refused_device');
    if (pathname === '/device/me') return { status: 200, body: { ...device, ...state.told } };
    if (pathname === '/fhir/_history') return state.feed(said) ?? page(said, searchParams);
    const ours = said.headers[names.epoch];
    if (ours !== undefined && ours !== state.epoch) return refuse(409, 'epoch_changed');
    return aboutLeases.test(pathname) ? state.leases(said) : state.write(said);
  }

  function page(said: Said, asked: URLSearchParams): Answer {
    const list = said.headers[names.device] !== undefined ? state.personal : asked.get('_scope') === 'office' ? state.office : state.shared;
    const [epoch = '', from = '0'] = asked.get('_cursor')?.split('.') ?? [state.epoch, '0'];
    if (epoch !== state.epoch) return refuse(410, 'epoch_changed');
    const entries = list.slice(Number(from), Number(from) + Math.min(state.pageSize, Number(asked.get('_count'))));
    return {
      status: 200,
      body: {
        resourceType: 'Bundle',
        type: 'history',
        total: list.length - Number(from),
        link: [{ relation: 'next', url: `/fhir/_history?_cursor=${epoch}.${Number(from) + entries.length}` }],
        entry: entries.map(({ type, id, version, deleted, content }) =>
          deleted
            ? { request: { method: 'DELETE', url: `${type}/${id}` }, response: { status: '204', etag: `W/"${version}"` } }
            : { resource: { resourceType: type, id, meta: { versionId: String(version) }, ...content }, request: { method: 'PUT', url: `${type}/${id}` } },
        ),
      },
    };
  }

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '/';
      const isJson = String(request.headers['content-type']).includes('json');
      const said: Said = { method: request.method ?? 'GET', path, headers: request.headers, body: isJson && text ? (JSON.parse(text) as unknown) : text };
      heard.push(said);
      response.setHeader(names.epoch, state.epoch);
      response.setHeader(names.serverTime, String(Date.now() + state.clockAheadMs));
      if (path === '/events') {
        streams.add(response);
        response.on('close', () => streams.delete(response));
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
        return;
      }
      const answer = answerFor(said);
      if (answer === 'silent') return;
      if (answer === 'cut') return void response.destroy();
      if (answer === 'portal') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Wi-Fi</h1>');
      response.writeHead(answer.status, { 'content-type': 'application/fhir+json', ...answer.headers });
      const all = answer.bytes ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
      if (answer.half) return void response.write(all.slice(0, all.length / 2), () => response.destroy());
      response.end(all);
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;

  async function pause(): Promise<void> {
    const closed = new Promise((resolve) => void server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    state,
    heard,
    /** Writes the device has sent, in order, without what it says and asks about leases by itself. */
    writes: () => heard.filter(({ method, path }) => method === 'POST' && path.startsWith('/fhir') && !aboutLeases.test(path)),
    nudge: () => streams.forEach((stream) => stream.write('event: changed\ndata: {}\n\n')),
    /** Dies: every connection is cut and new ones are refused. */
    pause,
    resume: () => listen(port),
    stop: async () => {
      if (server.listening) await pause();
    },
  };
}

export type ScriptedServer = Awaited<ReturnType<typeof startScriptedServer>>;
