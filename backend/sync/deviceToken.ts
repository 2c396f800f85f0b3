import type { KeyObject } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import type { ClinicAnswer } from './clinicApi.ts';
import type { EnginePorts } from './ports.ts';

export interface DeviceCredential {
  readonly deviceId: Id;
  readonly privateKey: KeyObject;
}

interface TokenDeps {
  readonly ports: EnginePorts;
  readonly credential: () => DeviceCredential | null;
  /** The assertion is judged by the server's clock; ours may be years off. */
  readonly serverNow: () => number;
  readonly ask: (form: string) => Promise<ClinicAnswer>;
}

/** A token, or the server's answer that there is none for this device now. */
export type TokenAnswer = { readonly token: string } | { readonly refused: ClinicAnswer };

const Granted = z.object({ access_token: z.string(), expires_in: z.number() });
const renewBeforeMs = 60_000;
const assertionSeconds = 120;

/** Device tokens of SMART Backend Services. One request at a time: callers share the one on its way. */
export function createDeviceToken({ ports, credential, serverNow, ask }: TokenDeps) {
  let known: { readonly token: string; readonly until: number } | null = null;
  let asking: Promise<TokenAnswer> | null = null;

  async function grant(): Promise<TokenAnswer> {
    const device = credential();
    if (!device) return { refused: { status: 401, body: null, refusal: 'refused_device', retryAfterMs: null } };
    let answer = await ask(await form(device));
    // The first answer of all brings the server's time; an assertion dated by a wrong clock is made once more with it.
    if (answer.status === 401 || answer.status === 400) answer = await ask(await form(device));
    const granted = Granted.safeParse(answer.body);
    if (answer.status !== 200 || !granted.success) return { refused: asRefusal(answer) };
    const { access_token: token, expires_in: seconds } = granted.data;
    known = { token, until: ports.monotonicNow() + seconds * 1_000 - renewBeforeMs };
    return { token };
  }

  async function form(device: DeviceCredential): Promise<string> {
    return new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await statement(device),
    }).toString();
  }

  async function statement({ deviceId, privateKey }: DeviceCredential): Promise<string> {
    const key = await importJWK(privateKey.export({ format: 'jwk' }), 'ES256');
    const now = Math.floor(serverNow() / 1_000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
      .setIssuer(deviceId)
      .setSubject(deviceId)
      .setAudience('kabinet-token')
      .setJti(ports.newId())
      .setIssuedAt(now)
      .setExpirationTime(now + assertionSeconds)
      .sign(key);
  }

  return {
    current(): Promise<TokenAnswer> {
      if (known && ports.monotonicNow() < known.until) return Promise.resolve({ token: known.token });
      asking ??= grant().finally(() => {
        asking = null;
      });
      return asking;
    },
    /** Signed with the device's own key, good once and for two minutes; null before it is enrolled. */
    async assertion(): Promise<string | null> {
      const device = credential();
      return device && statement(device);
    },
    forget(): void {
      known = null;
    },
  };
}

/** What was about the token must not be read as a word about the request behind it. */
function asRefusal(answer: ClinicAnswer): ClinicAnswer {
  if (answer.status >= 500 || answer.status === 426 || answer.status === 429) return answer;
  return { ...answer, status: answer.status < 400 ? 502 : 401, refusal: 'refused_device' };
}
