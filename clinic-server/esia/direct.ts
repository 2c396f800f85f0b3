import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Instant } from '../../shared/lib/moscow.ts';
import { esiaTimestamp, signedParameters } from './clientSecret.ts';
import { askOnce } from './outbound.ts';
import { readPerson, readPhones } from './person.ts';
import { EsiaFault, esiaCodeIn, type EsiaProvider, type Exchange } from './provider.ts';
import type { EsiaSettings } from './settings.ts';
import { authorities, createSigner } from './signer.ts';
import { checkTokens } from './tokens.ts';

const longestTokens = 65_536;
/** base64 of `conf_acc`: Gosuslugi itself is to let confirmed accounts pass only. */
const confirmedOnly = 'Y29uZl9hY2M=';
// Two clocks: a sign-in of this attempt may seem to lie a little before its beginning.
const skewSeconds = 60;

const Tokens = z.object({ access_token: z.string().max(20_000), id_token: z.string().max(20_000), state: z.string(), token_type: z.string().regex(/^bearer$/i) });
const Refusal = z.object({ error: z.string().max(200).optional(), error_description: z.string().max(2_000).optional() });

export interface DirectOptions {
  readonly settings: EsiaSettings;
  readonly now: () => Instant;
  readonly production: boolean;
  /** Where the person's browser is sent after signing out. */
  readonly signedOutUrl: () => string;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What an answer other than 200 means. Its page may be HTML of a balancer: it is looked at for a code and nothing else. */
function refusalOf(status: number, text: string): EsiaFault {
  const code = esiaCodeIn(Refusal.safeParse(parsed(text)).data?.error_description);
  if (status === 400 && code === 'ESIA-007011') return new EsiaFault('code', code);
  return new EsiaFault('unavailable', code ?? `tokens_${status}`);
}

/** Speaks v2/ac and v3/te with Gosuslugi itself. */
export async function createDirect({ settings, now, production, signedOutUrl }: DirectOptions): Promise<EsiaProvider> {
  const { baseUrl, clientId, timeoutMs } = settings;
  const signer = await createSigner(settings.signer, timeoutMs);
  const ca = authorities(settings.caFile);
  const scope = settings.scopes.join(' ');
  const signed = (redirectUri: string, state: string, code?: string): Promise<Record<string, string>> =>
    signedParameters(signer, { clientId, scope, timestamp: esiaTimestamp(now()), state, redirectUri, ...(code === undefined ? {} : { code }) });

  async function tokensFor({ code, callbackUrl }: Exchange): Promise<z.infer<typeof Tokens>> {
    const state = randomUUID();
    const form = new URLSearchParams({ ...(await signed(callbackUrl, state, code)), code, grant_type: 'authorization_code', token_type: 'Bearer' });
    const url = `${baseUrl}/aas/oauth2/v3/te`;
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    // Once: an answer that was lost may have used the code up, and a second try of a used code looks like theft to Gosuslugi.
    const answer = await askOnce({ url, method: 'POST', headers, body: form.toString(), timeoutMs, longestBytes: longestTokens, ...(ca ? { tls: { ca } } : {}) }).catch(() => {
      throw new EsiaFault('unavailable', 'tokens_no_answer');
    });
    if (answer.status !== 200) throw refusalOf(answer.status, answer.text);
    const tokens = Tokens.safeParse(parsed(answer.text));
    if (!tokens.success) throw new EsiaFault('untrusted', 'tokens_shape');
    if (tokens.data.state !== state) throw new EsiaFault('untrusted', 'state');
    return tokens.data;
  }

  return {
    async authorizeUrl({ state, callbackUrl }) {
      const query = new URLSearchParams({ ...(await signed(callbackUrl, state)), response_type: 'code', access_type: 'online', person_filter: confirmedOnly });
      return `${baseUrl}/aas/oauth2/v2/ac?${query}`;
    },

    async person(exchange) {
      const tokens = await tokensFor(exchange);
      const checked = await checkTokens({ idToken: tokens.id_token, accessToken: tokens.access_token }, { settings, now: now(), production });
      // The window of each attempt begins without cookies, so whoever is signed in has just done it.
      if (checked.authTime < exchange.startedAt / 1000 - skewSeconds) throw new EsiaFault('stale', 'auth_time');
      if (checked.level === 'KD') throw new EsiaFault('child', 'level');
      if (!checked.confirmed || checked.subjectType !== 'P') throw new EsiaFault('unconfirmed', 'id_token');
      const source = { settings, ca, accessToken: tokens.access_token, oid: checked.oid };
      const { confirmed, ...person } = await readPerson(source);
      // The token and the record are two words of Gosuslugi; both must say it.
      if (!confirmed) throw new EsiaFault('unconfirmed', 'person');
      const phones = settings.scopes.includes('mobile') ? await readPhones(source) : [];
      return { oid: checked.oid, ...person, phones };
    },

    logoutUrl: () => `${baseUrl}/idp/ext/Logout?${new URLSearchParams({ client_id: clientId, redirect_url: signedOutUrl() })}`,
    hosts: [new URL(baseUrl).host, ...settings.windowHosts],
  };
}
