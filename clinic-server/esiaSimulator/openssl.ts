import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Answer {
  readonly code: number;
  readonly output: Buffer;
}

/**
 * GOST by the system's `openssl` and its gost engine: Node has none of it. No shell is involved; messages go in by standard
 * input. Signatures to be checked and keys need files: each call has a folder of its own, so that a simulator that is killed
 * leaves no keys behind.
 */
export function createOpenssl() {
  const run = (args: readonly string[], input: string | Buffer = ''): Promise<Answer> =>
    new Promise((done, failed) => {
      const child = execFile('openssl', args, { encoding: 'buffer', timeout: 10_000, maxBuffer: 1_048_576 }, (error, output) => {
        if (error === null) done({ code: 0, output });
        else if (typeof error.code === 'number') done({ code: error.code, output });
        else failed(new Error('openssl did not run'));
      });
      // A child that has decided without reading all of its input closes the pipe; its exit code says the rest.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });

  const must = async (args: readonly string[], input: string | Buffer = ''): Promise<Buffer> => {
    const { code, output } = await run(args, input);
    if (code !== 0) throw new Error(`openssl ${args[0] ?? ''} failed; is the gost engine installed?`);
    return output;
  };

  const withFiles = async <Name extends string, Result>(
    contents: Readonly<Record<Name, string | Buffer>>,
    work: (pathOf: (name: Name) => string) => Promise<Result>,
  ): Promise<Result> => {
    const folder = await mkdtemp(join(tmpdir(), 'esia-simulator-'));
    try {
      for (const [name, content] of Object.entries<string | Buffer>(contents))
        await writeFile(join(folder, name), content, { mode: 0o600 });
      return await work((name) => join(folder, name));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  return {
    run,
    must,
    withFiles,
    /** Streebog-256, lower-case hex. */
    async streebog256(bytes: Buffer): Promise<string> {
      return (await must(['dgst', '-engine', 'gost', '-md_gost12_256', '-binary'], bytes)).toString('hex');
    },
    async publicKeyOf(certificatePem: string): Promise<string> {
      return (await must(['x509', '-engine', 'gost', '-noout', '-pubkey'], certificatePem)).toString();
    },
    async signGost(keyPem: string, text: string): Promise<Buffer> {
      const args = ['dgst', '-engine', 'gost', '-md_gost12_256', '-binary', '-sign'];
      return withFiles({ key: keyPem }, (pathOf) => must([...args, pathOf('key')], text));
    },
    async verifyGost(publicKeyPem: string, text: string, signature: Buffer): Promise<boolean> {
      // Two halves of 32 bytes; anything longer would be the engine's to interpret.
      if (signature.length !== 64) return false;
      const args = ['dgst', '-engine', 'gost', '-md_gost12_256'];
      return withFiles({ key: publicKeyPem, signature }, async (pathOf) => {
        const { code } = await run([...args, '-verify', pathOf('key'), '-signature', pathOf('signature')], text);
        return code === 0;
      });
    },
    /** A detached PKCS#7 over `text`, signed by exactly this certificate whatever others travel inside. */
    async verifyCms(certificatePem: string, text: string, container: Buffer): Promise<boolean> {
      const args = ['cms', '-verify', '-engine', 'gost', '-inform', 'DER', '-binary', '-out', '/dev/null'];
      return withFiles({ certificate: certificatePem, container, text }, async (pathOf) => {
        const trust = ['-nointern', '-certfile', pathOf('certificate'), '-noverify'];
        const { code } = await run([...args, ...trust, '-in', pathOf('container'), '-content', pathOf('text')]);
        return code === 0;
      });
    },
  };
}
export type Openssl = ReturnType<typeof createOpenssl>;
