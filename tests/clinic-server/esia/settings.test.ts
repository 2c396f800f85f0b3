import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assertSafe, EsiaSettings, readEsiaFile } from '../../../clinic-server/esia/settings.ts';

const real = {
  baseUrl: 'https://esia.gosuslugi.ru/',
  issuer: 'http://esia.gosuslugi.ru/',
  clientId: 'CLINIC01',
  algorithm: 'RS256',
  certificatesFolder: 'certificates',
  signer: { kind: 'openssl-gost', keyFile: 'clinic.key', certificateFile: 'clinic.crt' },
  callbackUrl: 'https://clinic.example/esia/callback',
};
const rsa = { kind: 'rsa-test', keyFile: 'k', certificateFile: 'c' };
const local = { ...real, baseUrl: 'http://127.0.0.1:4000', issuer: 'http://127.0.0.1:4000/', signer: rsa };
const safe = (file: object, production: boolean): void => assertSafe(EsiaSettings.parse(file), production);

it('R5 the real Gosuslugi are asked by https, in production and elsewhere', () => {
  expect(() => safe(real, true)).not.toThrow();
  expect(() => safe({ ...real, baseUrl: 'http://esia.gosuslugi.ru' }, false)).toThrow('https only');
});

it('R5 a production server does not believe a simulator', () => {
  expect(() => safe(local, false)).not.toThrow();
  expect(() => safe(local, true)).toThrow('a simulator is not Gosuslugi');
  expect(() => safe({ ...local, signer: real.signer }, true)).toThrow('a simulator is not Gosuslugi');
  expect(() => safe({ ...real, baseUrl: 'https://localhost', issuer: 'http://localhost/' }, true)).toThrow('a simulator is not Gosuslugi');
  expect(() => safe({ ...real, issuer: 'http://esia.gosuslugi.ru.evil.example/' }, true)).toThrow('another host');
  expect(() => safe({ ...real, callbackUrl: 'http://clinic.example/esia/callback' }, true)).toThrow('https only');
});

it('R5 the test signature works towards this machine only', () => {
  for (const baseUrl of ['https://esia.gosuslugi.ru', 'https://esia-portal1.test.gosuslugi.ru', 'https://127.0.0.1.evil.example', 'https://localhost.evil.example'])
    expect(() => safe({ ...real, baseUrl, signer: rsa }, false)).toThrow('rsa-test');
});

it('R5 a signing service elsewhere needs certificates on both sides', () => {
  const http = (url: string, tls: object | null) => ({ ...real, signer: { kind: 'http', url, certificateFile: 'c', tls } });
  const tls = { caFile: 'a', certificateFile: 'b', keyFile: 'c' };
  expect(() => safe(http('http://127.0.0.1:3037/sign', null), true)).not.toThrow();
  expect(() => safe(http('https://signer.clinic.example/sign', null), true)).toThrow('both sides');
  expect(() => safe(http('http://signer.clinic.example/sign', tls), true)).toThrow('both sides');
  expect(() => safe(http('https://signer.clinic.example/sign', tls), true)).not.toThrow();
});

it('R5 a file with a slip in it stops the start and says where; paths are the file’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-esia-settings-'));
  try {
    const path = join(folder, 'esia.json');
    const write = (value: unknown): void => writeFileSync(path, JSON.stringify(value));
    write({ policy: 'optional', connection: real });
    const { policy, connection } = readEsiaFile(path);
    expect([policy, connection.baseUrl, connection.certificatesFolder]).toEqual(['optional', 'https://esia.gosuslugi.ru', join(folder, 'certificates')]);
    expect(connection.signer).toMatchObject({ keyFile: join(folder, 'clinic.key'), certificateFile: join(folder, 'clinic.crt') });
    write({ policy: 'optional', connection: { ...real, algorythm: 'none' } });
    expect(() => readEsiaFile(path)).toThrow('algorythm');
    write({ policy: 'optional', connection: { ...real, algorithm: 'none' } });
    expect(() => readEsiaFile(path)).toThrow('algorithm');
    write({ policy: 'sometimes', connection: real });
    expect(() => readEsiaFile(path)).toThrow('policy');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
