import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gostPublicKey, gostVerify, streebog } from '../../../../clinic-server/esia/openssl.ts';
import { createSigner } from '../../../../clinic-server/esia/signer.ts';
import { certificateHash, makeGostPair, makeRsaPair, signRaw, type SigningPair } from '../../../support/gost.ts';

let folder: string;
let gost: SigningPair;
let other: SigningPair;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-signer-'));
  gost = makeGostPair(folder, 'CLINIC');
  other = makeGostPair(folder, 'OTHER');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const byOpenssl = (keyFile: string, certificateFile = gost.certificateFile, passphraseEnv: string | null = null) =>
  createSigner({ kind: 'openssl-gost', keyFile, certificateFile, passphraseEnv }, 2_000);

it('R5 Streebog is Streebog: the digest of nothing is the one in the standard’s tables', async () => {
  expect(await streebog(Buffer.alloc(0))).toBe('3F539A213E97C802CC229D474C6AA32A825A360B2A933A949FD925208D9CE1BB');
});

it('R5 the signature of GOST is 64 bytes that another openssl accepts, and the hash is that of the certificate', async () => {
  const signer = await byOpenssl(gost.keyFile);
  expect(signer.certificateHash).toBe(certificateHash(gost));
  const text = 'CLINIC01openid fullname2026.03.02 10:11:12 +0300ё';
  const signature = await signer.sign(text);
  expect(signature).toHaveLength(64);
  const [message, signed, key] = [join(folder, 'message'), join(folder, 'signed'), join(folder, 'public.pem')];
  writeFileSync(message, text);
  writeFileSync(signed, signature);
  writeFileSync(key, execFileSync('openssl', ['x509', '-engine', 'gost', '-in', gost.certificateFile, '-noout', '-pubkey'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  const said = execFileSync('openssl', ['dgst', '-engine', 'gost', '-md_gost12_256', '-verify', key, '-signature', signed, message], { stdio: ['ignore', 'pipe', 'ignore'] });
  expect(said.toString().trim()).toBe('Verified OK');
  // §5.7: the other order of bytes is no signature.
  const publicKey = await gostPublicKey(gost.certificatePem);
  expect([await gostVerify(publicKey, signature, text), await gostVerify(publicKey, Buffer.from(signature).reverse(), text), await gostVerify(publicKey, signature, `${text} `)]).toEqual([true, false, false]);
  expect(await gostVerify(publicKey, Buffer.alloc(64), text)).toBe(false);
});

it('R5 a key of another certificate is found at the start and not by the first patient', async () => {
  await expect(byOpenssl(gost.keyFile, other.certificateFile)).rejects.toThrow('does not belong');
  await expect(byOpenssl(join(folder, 'nowhere.key'))).rejects.toThrow();
});

it('R5 a key that others may read stops the start', async () => {
  const open = join(folder, 'open.key');
  copyFileSync(gost.keyFile, open);
  for (const mode of [0o644, 0o440, 0o600]) {
    chmodSync(open, mode);
    await expect(byOpenssl(open)).rejects.toThrow('0400');
  }
});

it('R5 a key under a passphrase is opened by the environment; a wrong one stops the start', async () => {
  const closed = join(folder, 'closed.key');
  execFileSync('openssl', ['pkcs8', '-engine', 'gost', '-topk8', '-in', gost.keyFile, '-out', closed, '-passout', 'pass:right one', '-v2', 'aes-256-cbc'], { stdio: 'ignore' });
  chmodSync(closed, 0o400);
  process.env['KABINET_TEST_PASS'] = 'right one';
  expect((await (await byOpenssl(closed, gost.certificateFile, 'KABINET_TEST_PASS')).sign('text')).length).toBe(64);
  process.env['KABINET_TEST_PASS'] = 'wrong one';
  await expect(byOpenssl(closed, gost.certificateFile, 'KABINET_TEST_PASS')).rejects.toThrow();
  delete process.env['KABINET_TEST_PASS'];
  await expect(byOpenssl(closed, gost.certificateFile, 'KABINET_TEST_PASS')).rejects.toThrow('the environment has no KABINET_TEST_PASS');
});

it('R5 a signing service is asked by HTTP, and its bytes are turned round where they have to be', async () => {
  const asked: string[] = [];
  const service = (reverse: boolean) =>
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { text } = JSON.parse(Buffer.concat(chunks).toString()) as { text: string };
        asked.push(text);
        const signature = signRaw(gost, text);
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ signature: (reverse ? signature.reverse() : signature).toString('base64') }));
      });
    });
  for (const reverse of [false, true]) {
    const server = service(reverse);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sign`;
    const through = (reverseBytes: boolean) => createSigner({ kind: 'http', url, certificateFile: gost.certificateFile, reverseBytes, tls: null }, 2_000);
    const signer = await through(reverse);
    expect(await gostVerify(await gostPublicKey(gost.certificatePem), await signer.sign('text to sign'), 'text to sign')).toBe(true);
    expect(asked.at(-1)).toBe('text to sign');
    await expect(through(!reverse)).rejects.toThrow('another order of bytes');
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

it('R5 the test signature is RSA, with the plain hash of its certificate', async () => {
  const rsa = makeRsaPair(folder, 'RSA');
  const signer = await createSigner({ kind: 'rsa-test', keyFile: rsa.keyFile, certificateFile: rsa.certificateFile }, 1_000);
  expect([signer.certificateHash, (await signer.sign('x')).length]).toEqual([certificateHash(rsa), 256]);
});
