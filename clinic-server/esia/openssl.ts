import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hangsAfterMs = 5_000;
// A raw signature is 64 bytes and a public key some hundred.
const longestAnswer = 16_384;

export class OpensslFault extends Error {
  override name = 'OpensslFault';
}

/** The last line that is not the engine's greeting; openssl says there what went wrong, without any data. */
function reasonIn(complaint: string): string {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Engine "gost" set'));
  return lines.at(-1)?.slice(0, 200) ?? 'no reason given';
}

interface Said {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly reason: string;
}

/**
 * Runs openssl without a shell, with nothing of our environment but what is named: a child of ours sees no database password. Node's own
 * crypto knows no GOST.
 */
function run(args: readonly string[], input: string | Buffer, env: Readonly<Record<string, string>> = {}): Promise<Said> {
  return new Promise((done) => {
    const child = execFile(
      'openssl',
      [...args],
      {
        encoding: 'buffer',
        timeout: hangsAfterMs,
        killSignal: 'SIGKILL',
        maxBuffer: longestAnswer,
        windowsHide: true,
        env: { PATH: process.env['PATH'] ?? '', LANG: 'C', ...env },
      },
      (error, stdout, stderr) => done({ ok: error === null, stdout, reason: reasonIn(stderr.toString('latin1')) }),
    );
    // A child that ended early closes its end; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

async function openssl(...asked: Parameters<typeof run>): Promise<Buffer> {
  const { ok, stdout, reason } = await run(...asked);
  if (!ok) throw new OpensslFault(reason);
  return stdout;
}

/** `s || r` of GOST R 34.10-2012-256, as Gosuslugi expects it. */
export function gostSign(keyFile: string, text: string, passphrase: string | null): Promise<Buffer> {
  const args = ['dgst', '-engine', 'gost', '-md_gost12_256', '-sign', keyFile, '-binary'];
  if (passphrase === null) return openssl(args, text);
  // By the environment: a process list shows arguments to everybody.
  return openssl([...args, '-passin', 'env:KABINET_ESIA_PASS'], text, { KABINET_ESIA_PASS: passphrase });
}

/** `publicKeyPem` as `gostPublicKey` gives it. Bytes in the order Gosuslugi sends them. */
export async function gostVerify(publicKeyPem: string, signature: Buffer, text: string): Promise<boolean> {
  if (signature.length !== 64) return false;
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-esia-'));
  try {
    const [key, signed] = [join(folder, 'key.pem'), join(folder, 'signature')];
    await Promise.all([writeFile(key, publicKeyPem), writeFile(signed, signature)]);
    // What is signed may be about a person: by the pipe, never by a file.
    const { ok, stdout, reason } = await run(['dgst', '-engine', 'gost', '-md_gost12_256', '-verify', key, '-signature', signed], text);
    const verdict = stdout.toString('latin1').trim();
    if (ok && verdict === 'Verified OK') return true;
    // Anything else is an openssl that could not look, which is not the same as a forged signature.
    if (verdict === 'Verification failure') return false;
    throw new OpensslFault(reason);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function gostPublicKey(certificatePem: string): Promise<string> {
  return (await openssl(['x509', '-engine', 'gost', '-noout', '-pubkey'], certificatePem)).toString('latin1');
}

/** Streebog-256 in upper-case hex. */
export async function streebog(bytes: Buffer): Promise<string> {
  const said = (await openssl(['dgst', '-engine', 'gost', '-md_gost12_256'], bytes)).toString('latin1');
  const hex = /\b[0-9a-f]{64}\b/i.exec(said)?.[0];
  if (!hex) throw new OpensslFault('no digest');
  return hex.toUpperCase();
}
