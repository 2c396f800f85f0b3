import { Agent as HttpAgent } from 'node:http';
import axios, { isAxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import * as z from 'zod';
import { headers as names, systems, wireVersion } from '../../shared/fhir/names.ts';
import { AnswerTooLarge, NotSent, Unreachable, Untrusted, type ClinicAnswer, type ClinicLine, type ClinicRequest, type Contact } from './clinicApi.ts';
import { createDeviceToken, type DeviceCredential, type TokenAnswer } from './deviceToken.ts';
import { listenToEvents } from './events.ts';
import type { EnginePorts } from './ports.ts';
import { isAboutTrust, trustingAgent, type Trust } from './tlsTrust.ts';
import { parseKeepingDigits } from './writtenDecimals.ts';

export interface HttpClinicDeps {
  /** The one server this device talks to. Nothing else is ever asked, redirects included. */
  readonly server: string;
  readonly trust: Trust;
  readonly ports: EnginePorts;
  /** Null until the device is enrolled. */
  readonly credential: () => DeviceCredential | null;
  readonly patientToken: () => string | null;
  /** Left out where nobody of the staff can sign in. */
  readonly staffToken?: () => string | null;
  /** How the engine knows the state of the line. */
  readonly onContact: (contact: Contact) => void;
}

const Outcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.object({ details: z.object({ coding: z.array(z.object({ system: z.string().optional(), code: z.string() })) }).optional() })),
});

type Sent = Pick<ClinicRequest, 'method' | 'path' | 'body' | 'timeoutMs' | 'file'>;
/** Text; bytes where a file was asked for. */
type Answered = AxiosResponse<string | Buffer>;

/** What the server says of a token it does not know (any more). */
const tokenRefusals: ReadonlySet<string> = new Set(['no_token', 'refused_device']);
/** Said by the system before a connection stands; every other failure may have come after the request. */
const neverConnected: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
const defaultTimeoutMs = 8_000;
/** So many silences an answer may take as a whole: a long page over a thin line has time, a trickle has an end. */
const wholeAnswerTimeouts = 4;
const largestAnswerBytes = 32 * 1024 * 1024;

export function httpClinic({ server, trust, ports, credential, patientToken, staffToken, onContact }: HttpClinicDeps): ClinicLine {
  const origin = new URL(server).origin;
  const httpAgent = new HttpAgent({ keepAlive: true });
  const { agent: httpsAgent, chainPins } = trustingAgent(trust);
  const client: AxiosInstance = axios.create({
    baseURL: origin,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: largestAnswerBytes,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
    httpAgent,
    httpsAgent,
  });
  let epoch: string | null = null;
  let serverEpoch: string | null = null;
  let offset = 0;
  const token = createDeviceToken({ ports, credential, serverNow: () => ports.wallNow() + offset, ask: (form) => exchange({ method: 'POST', path: '/token', body: form }, { 'content-type': 'application/x-www-form-urlencoded' }) });

  async function exchange(request: Sent, extra: Record<string, string>): Promise<ClinicAnswer> {
    const url = new URL(request.path, origin);
    if (url.origin !== origin) throw new Error('a request to another origin');
    const started = ports.monotonicNow();
    try {
      const response = await ask(request, `${url.pathname}${url.search}`, extra);
      const answer = readAnswer(response);
      measureClock(response, ports.monotonicNow() - started);
      serverEpoch = headerOf(response, names.epoch) ?? serverEpoch;
      onContact('answered');
      return answer;
    } catch (error) {
      if (error instanceof AnswerTooLarge) {
        onContact('answered');
        throw error;
      }
      // The original error carries the request, and with it a patient: it ends here.
      const failure = error instanceof Unreachable ? error : failureOf(error);
      onContact(failure instanceof Untrusted ? 'untrusted' : 'unreachable');
      throw failure;
    }
  }

  async function ask({ method, body, timeoutMs, file }: Sent, url: string, extra: Record<string, string>): Promise<Answered> {
    const headers = {
      accept: 'application/fhir+json, application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      [names.wire]: String(wireVersion),
      ...(epoch === null ? {} : { [names.epoch]: epoch }),
      ...extra,
    };
    const data = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const asFile = file === undefined ? {} : ({ responseType: 'arraybuffer', maxContentLength: file.mostBytes } as const);
    const quietMs = timeoutMs ?? defaultTimeoutMs;
    // The timeout is for silence: whoever sends a byte now and then would keep the device from everything else for as long as it likes.
    const whole = new AbortController();
    const callOff = ports.after(quietMs * wholeAnswerTimeouts, () => whole.abort());
    const options = { method, url, headers, data, timeout: quietMs, signal: whole.signal, ...asFile };
    try {
      return await client.request<string | Buffer>(options);
    } catch (error) {
      if (file !== undefined && isAxiosError(error) && error.message.startsWith('maxContentLength')) throw new AnswerTooLarge('larger than asked for');
      // A kept connection that the server has closed meanwhile is not a line that is down: one fresh connection tells.
      if (isAxiosError(error) && (error.code === 'ECONNRESET' || error.code === 'EPIPE') && isReusedSocket(error.request)) return await askAgain(options);
      throw error;
    } finally {
      callOff();
    }
  }

  /** What went out the first time may have had its effect, so this one's failure to connect proves nothing. */
  async function askAgain(options: AxiosRequestConfig): Promise<Answered> {
    try {
      return await client.request<string | Buffer>(options);
    } catch (error) {
      const failure = failureOf(error);
      throw failure instanceof NotSent ? new Unreachable('no answer') : failure;
    }
  }

  function measureClock(response: AxiosResponse, roundTripMs: number): void {
    const serverTime = Number(headerOf(response, names.serverTime));
    if (!Number.isSafeInteger(serverTime) || serverTime <= 0) return;
    const sample = Math.round(serverTime + roundTripMs / 2 - ports.wallNow());
    // Inside the uncertainty of this answer the older figure is as good, and the shown clock does not tremble.
    if (Math.abs(sample - offset) > roundTripMs / 2 + 50) offset = sample;
  }

  async function send(request: ClinicRequest): Promise<ClinicAnswer> {
    // Who asks is settled here: while the device fetches its token the patient may leave, and another one come.
    const person = tokenOf(request.as);
    const answer = await sendOnce(request, person);
    // Only what is about tokens is asked again: repeating a wrong password would count it twice.
    if (answer.status !== 401 || !(answer.refusal === null || tokenRefusals.has(answer.refusal))) return answer;
    // The server may have forgotten the token (a restart); a fresh one answers for the key itself.
    token.forget();
    return sendOnce(request, person);
  }

  function tokenOf(as: ClinicRequest['as']): string | null {
    if (as === 'device') return null;
    if (as === 'patient') return patientToken();
    const staff = staffToken?.() ?? null;
    // Sent as the device instead, a request of nobody's would be answered as if the device had asked.
    if (staff === null) throw new Unreachable('nobody of the staff is signed in with the server');
    return staff;
  }

  async function sendOnce(request: ClinicRequest, person: string | null): Promise<ClinicAnswer> {
    const answer = await tokenToSendWith();
    return 'refused' in answer ? answer.refused : exchange(request, headersFor(request, answer.token, person));
  }

  async function tokenToSendWith(): Promise<TokenAnswer> {
    try {
      return await token.current();
    } catch (error) {
      // It was the token that got no answer: the request it was for never left.
      throw error instanceof Untrusted || !(error instanceof Unreachable) ? error : new NotSent('no token');
    }
  }

  function headersFor({ idempotencyKey, signInId, sequence, unattended }: ClinicRequest, device: string, person: string | null): Record<string, string> {
    return {
      ...(person === null ? { authorization: `Bearer ${device}` } : { authorization: `Bearer ${person}`, [names.device]: `Bearer ${device}` }),
      ...(idempotencyKey === undefined ? {} : { [names.idempotencyKey]: idempotencyKey }),
      ...(signInId === undefined ? {} : { [names.signIn]: signInId }),
      ...(sequence === undefined ? {} : { [names.sequence]: String(sequence) }),
      ...(unattended === undefined ? {} : { [names.attended]: 'no', [names.madeAt]: String(unattended.madeAt) }),
    };
  }

  return {
    send,
    sendOpen: (request) => exchange(request, {}),
    async leaveBehind({ method, path, body = null, idempotencyKey: key, sequence: number, signInId = null }) {
      const assertion = await token.assertion();
      if (assertion === null) throw new NotSent('not enrolled');
      return exchange({ method: 'POST', path: '/device/quarantine', body: { assertion, key, number, signIn: signInId, method, path, body } }, {});
    },
    clockOffsetMs: () => offset,
    serverEpoch: () => serverEpoch,
    useEpoch: (next) => {
      epoch = next;
    },
    fitsPins: (pins) => pins.length === 0 || !origin.startsWith('https:') || chainPins().some((pin) => pins.includes(pin)),
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
    openEvents: (listener) => listenToEvents({ client, ports, token: token.current, onContact }, listener),
  };
}

function readAnswer(response: Answered): ClinicAnswer {
  // The clinic server never sends anybody elsewhere; a captive portal does, or answers 200 with a page of its own.
  if (response.status >= 300 && response.status < 400) throw new Unreachable('not the clinic server');
  const type = headerOf(response, 'content-type') ?? '';
  const retryAfter = Number(headerOf(response, 'retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfter) ? Math.min(retryAfter * 1_000, 600_000) : null;
  const isOurs = headerOf(response, names.serverTime) !== null;
  const isJson = /^application\/([a-z.+-]*\+)?json\b/i.test(type);
  // Whether it is the file that was meant is for the caller to say; a page of a captive portal is not even an answer.
  if (Buffer.isBuffer(response.data) && response.status === 200 && isOurs && !isJson) return { status: 200, body: response.data, refusal: null, retryAfterMs };
  const text = String(response.data ?? '');
  if (text === '' && isOurs) return { status: response.status, body: null, refusal: null, retryAfterMs };
  if (!isJson) throw new Unreachable('not the clinic server');
  try {
    const body = parseKeepingDigits(text);
    return { status: response.status, body, refusal: response.status < 400 && response.status !== 202 ? null : refusalOf(body), retryAfterMs };
  } catch {
    throw new Unreachable('not the clinic server');
  }
}

function refusalOf(body: unknown): string | null {
  const outcome = Outcome.safeParse(body);
  const codings = outcome.data?.issue.flatMap(({ details }) => details?.coding ?? []) ?? [];
  return codings.find(({ system }) => system === systems.refusal)?.code ?? null;
}

function headerOf(response: AxiosResponse, name: string): string | null {
  const value: unknown = (response.headers as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : null;
}

function failureOf(error: unknown): Unreachable {
  if (isAxiosError(error) && isAboutTrust(error.code)) return new Untrusted('certificate');
  return isAxiosError(error) && neverConnected.has(error.code ?? '') ? new NotSent('no connection') : new Unreachable('no answer');
}

function isReusedSocket(request: unknown): boolean {
  return typeof request === 'object' && request !== null && 'reusedSocket' in request && request.reusedSocket === true;
}
