import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as z from 'zod';
import { headers, wireVersion } from '../../shared/fhir/names.ts';
import { client, type Ask } from './fhirClient.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A kiosk without a screen: enrolled, with a key and a token of its own, speaking docs/wire.md from outside. */
export interface ApiKiosk {
  readonly ask: Ask;
  /** Signs a patient in and answers the way that patient asks from here. */
  signIn(login: string, password: string): Promise<{ readonly patientId: string; readonly ask: Ask }>;
}

export async function enrolApiKiosk(server: string, code: string): Promise<ApiKiosk> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const always = { [headers.wire]: String(wireVersion) };
  const enrolled = await client(server, null, always)('POST', '/device/enrol', { code, publicKeyJwk: await exportJWK(publicKey), profile: 'kiosk' });
  const { deviceId, epoch } = z.object({ deviceId: z.uuid(), epoch: z.string() }).parse(enrolled.body);
  const assertion = await new SignJWT().setProtectedHeader({ alg: 'ES256' }).setIssuer(deviceId).setSubject(deviceId).setAudience('kabinet-token').setJti(randomUUID()).setIssuedAt().setExpirationTime('2m').sign(privateKey);
  const answer = await fetch(`${server}/token`, {
    method: 'POST',
    headers: always,
    body: new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type: assertionType, client_assertion: assertion }),
  });
  const token = z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
  const known = { ...always, [headers.epoch]: epoch };
  const ask = client(server, token, known);
  return {
    ask,
    async signIn(login, password) {
      const signedIn = await ask('POST', '/identity/sign-in', { login, password });
      const patient = z.object({ token: z.string(), patientId: z.uuid() }).parse(signedIn.body);
      return { patientId: patient.patientId, ask: client(server, patient.token, { ...known, [headers.device]: `Bearer ${token}` }) };
    },
  };
}
