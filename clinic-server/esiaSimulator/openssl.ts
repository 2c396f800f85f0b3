import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Answer {
  readonly code: number;
  readonly output: Buffer;
}

/**
 * GOST by the system's `openssl` and its gost engine: Node has none of it. No shell is involved; messages go in by standard
 * input. Signatures to be checked and keys need files: they lie in `folder`, which belongs to one simulator and dies with it.
 */
export function createOpenssl(folder: string) {
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

  const withFile = async <Result>(content: string | Buffer, work: (file: string) => Promise<Result>): Promise<Result> => {
    const file = join(folder, randomUUID());
    await writeFile(file, content, { mode: 0o600 });
    try {
      return await work(file);
    } finally {
      await rm(file, { force: true });
    }
  };

  return {
    run,
    must,
    withFile,
    folder,
    /** Streebog-256, lower-case hex. */
    async streebog256(bytes: Buffer): Promise<string> {
      return (await must(['dgst', '-engine', 'gost', '-md_gost12_256', '-binary'], bytes)).toString('hex');
    },
    async publicKeyOf(certificatePem: string): Promise<string> {
      return (await must(['x509', '-engine', 'gost', '-noout', '-pubkey'], certificatePem)).toString();
    },
    async signGost(keyPem: string, text: string): Promise<Buffer> {
      return withFile(keyPem, (key) => must(['dgst', '-engine', 'gost', '-md_gost12_256', '-sign', key, '-binary'], text));
    },
    async verifyGost(publicKeyPem: string, text: string, signature: Buffer): Promise<boolean> {
      // Two halves of 32 bytes; anything longer would be the engine's to interpret.
      if (signature.length !== 64) return false;
      return withFile(publicKeyPem, (key) =>
        withFile(signature, async (file) => {
          const { code } = await run(['dgst', '-engine', 'gost', '-md_gost12_256', '-verify', key, '-signature', file], text);
          return code === 0;
        }),
      );
    },
    /** A detached PKCS#7 over `text`, signed by exactly this certificate whatever others travel inside. */
    async verifyCms(certificatePem: string, text: string, cms: Buffer): Promise<boolean> {
      return withFile(certificatePem, (certificate) =>
        withFile(cms, (container) =>
          withFile(text, async (content) => {
            const trust = ['-nointern', '-certfile', certificate, '-noverify'];
            const { code } = await run([
              'cms',
              '-verify',
              '-engine',
              'gost',
              '-inform',
              'DER',
              '-in',
              container,
              '-content',
              content,
              '-binary',
              ...trust,
              '-out',
              '/dev/null',
            ]);
            return code === 0;
          }),
        ),
      );
    },
  };
}
export type Openssl = ReturnType<typeof createOpenssl>;
