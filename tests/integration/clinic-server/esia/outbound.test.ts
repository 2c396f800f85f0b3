import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { askOnce } from '../../../../clinic-server/esia/outbound.ts';
import { authorities, createSigner } from '../../../../clinic-server/esia/signer.ts';
import { authorityLines, createIssuer, serverLines, type Certificate } from '../../../support/certificates.ts';
import { makeGostPair, signRaw, type SigningPair } from '../../../support/gost.ts';

let folder: string;
let gost: SigningPair;
const certificates: Record<string, Certificate> = {};
const named = (name: string): Certificate => {
  const found = certificates[name];
  if (!found) throw new Error(`no certificate ${name}`);
  return found;
};
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-outbound-'));
  gost = makeGostPair(folder, 'CLINIC');
  const issue = createIssuer(folder);
  const root = (certificates['root'] = issue('root', { extensions: authorityLines }));
  certificates['otherRoot'] = issue('other-root', { extensions: authorityLines });
  const here = serverLines('IP:127.0.0.1');
  certificates['good'] = issue('good', { by: root, extensions: here });
  certificates['otherHost'] = issue('other-host', { by: root, extensions: serverLines('DNS:esia.example') });
  certificates['old'] = issue('old', { by: root, extensions: here, valid: ['20200101000000Z', '20210101000000Z'] });
  certificates['client'] = issue('client', { by: root, extensions: ['extendedKeyUsage=clientAuth'] });
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An https server that answers with what it was sent, signed; `mutual` asks the caller for a certificate. */
async function serve(name: string, mutual = false): Promise<{ url: string; callers: string[] }> {
  const { key, chain } = named(name);
  const callers: string[] = [];
  const server = createServer({ key, cert: chain, ...(mutual ? { ca: named('root').certificate, requestCert: true, rejectUnauthorized: true } : {}) }, (request, response) => {
    const caller = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
    callers.push(typeof caller === 'string' ? caller : 'nobody');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = Buffer.concat(chunks).toString();
      const text = asked === '' ? '' : (JSON.parse(asked) as { text: string }).text;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ signature: signRaw(gost, text).toString('base64') }));
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/sign`, callers };
}

const get = (url: string, ca: readonly string[] | null) => askOnce({ url, method: 'GET', timeoutMs: 2_000, longestBytes: 10_000, tls: { ca } });

it('R5 H43 Gosuslugi are believed by an authority of the system or of the clinic’s file, and by nothing else', async () => {
  const caFile = join(folder, 'authorities.pem');
  writeFileSync(caFile, named('root').certificate);
  const own = authorities(caFile);
  expect(own?.length).toBeGreaterThan(50);
  const good = await serve('good');
  expect((await get(good.url, own)).status).toBe(200);
  await expect(get(good.url, null)).rejects.toThrow();
  await expect(get(good.url, [named('otherRoot').certificate])).rejects.toThrow();
  for (const name of ['otherHost', 'old']) await expect(get((await serve(name)).url, own)).rejects.toThrow();
  expect(good.callers).toEqual(['nobody']);
  expect(authorities(null)).toBeNull();
});

it('R5 a signing service that asks for a certificate is shown the clinic’s', async () => {
  const place = (name: string, pem: string): string => {
    const file = join(folder, `${name}.pem`);
    writeFileSync(file, pem);
    return file;
  };
  const files = { caFile: place('ca', named('root').certificate), certificateFile: place('client-certificate', named('client').certificate), keyFile: place('client-key', named('client').key) };
  const { url, callers } = await serve('good', true);
  const through = (tls: typeof files | null) => createSigner({ kind: 'http', url, certificateFile: gost.certificateFile, reverseBytes: false, tls }, 2_000);
  expect((await (await through(files)).sign('text')).length).toBe(64);
  expect(new Set(callers)).toEqual(new Set(['client']));
  await expect(through(null)).rejects.toThrow();
});
