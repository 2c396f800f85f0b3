import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as z from 'zod';
import { headers, wireVersion } from '../../shared/fhir/names.ts';
import { client, type Ask } from './fhirClient.ts';

/** A desk without a screen, with a member of staff signed in, speaking docs/wire.md from outside. */
export async function signInAtApiDesk(server: string, code: string, { login, password }: { readonly login: string; readonly password: string }): Promise<Ask> {
  const always = { [headers.wire]: String(wireVersion), 'content-type': 'application/json' };
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const enrolled = await client(server, null, always)('POST', '/device/enrol', { code, publicKeyJwk: await exportJWK(publicKey), profile: 'reception' });
  const { deviceId } = z.object({ deviceId: z.uuid() }).parse(enrolled.body);
  const assertion = await new SignJWT().setProtectedHeader({ alg: 'ES256' }).setIssuer(deviceId).setSubject(deviceId).setAudience('kabinet-token').setJti(randomUUID()).setIssuedAt().setExpirationTime('2m').sign(privateKey);
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion });
  const given = await client(server, null, { ...always, 'content-type': 'application/x-www-form-urlencoded' })('POST', '/token', form.toString());
  const device = z.object({ access_token: z.string() }).parse(given.body).access_token;
  const signedIn = await client(server, device, always)('POST', '/identity/staff/sign-in', { login, password });
  const { token } = z.object({ token: z.string() }).parse(signedIn.body);
  return client(server, token, { ...always, [headers.device]: `Bearer ${device}` });
}
