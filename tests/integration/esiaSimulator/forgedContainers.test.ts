import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, askTokens, authorizeFields, tokenFields, type Fields } from '../../support/esiaRequests.ts';
import { startEsiaWorld } from '../../support/esiaSimulation.ts';
import { makeGostPair, signCms } from '../../support/gost.ts';

describe('requests made by somebody else', async () => {
  const world = await startEsiaWorld();
  const { esia, caller, gost } = world;

  async function outcome(fields: Fields, version: 'v1' | 'v2'): Promise<{ status: number; location: string }> {
    const { status, location } = await createBrowser(esia.url).ask(acPath(fields, version));
    return { status, location: location ?? '' };
  }
  const textOf = (fields: Fields): string => ['scope', 'timestamp', 'client_id', 'state'].map((name) => fields[name] ?? '').join('');

  it('R5 §5.4 a container that brings its own certificate, or its own text, proves nothing', async () => {
    const fields = authorizeFields(caller);
    const text = textOf(fields);
    const stranger = makeGostPair(world.folder, 'CLINIC01-again');
    const options = ['-engine', 'gost', '-binary', '-noattr', '-md', 'md_gost12_256', '-outform', 'DER'];
    const sign = (input: string, ...more: readonly string[]) =>
      execFileSync('openssl', ['cms', '-sign', ...options, ...more], { input, stdio: 'pipe' });
    const own = ['-signer', gost.certificateFile, '-inkey', gost.keyFile];
    const forged: Readonly<Record<string, Buffer>> = {
      'a stranger with the same name': signCms(stranger, text),
      'a stranger who brings our certificate along': sign(
        text,
        '-signer',
        stranger.certificateFile,
        '-inkey',
        stranger.keyFile,
        '-certfile',
        gost.certificateFile,
      ),
      'our signature under another text, which is inside': sign('another text', '-nodetach', ...own),
      'our signature under another text': sign('another text', ...own),
      'our signature under an empty text': sign('', ...own),
    };
    for (const [what, container] of Object.entries(forged)) {
      const { location } = await outcome({ ...fields, client_secret: container.toString('base64url') }, 'v1');
      expect({ what, error: new URL(location, esia.url).searchParams.get('error') }).toEqual({ what, error: 'access_denied' });
    }
    expect((await outcome({ ...fields, client_secret: sign(text, ...own).toString('base64url') }, 'v1')).location).toMatch(/^\/login/);
  });

  it(
    'R5 §5.12 300 random requests lead nowhere but to the registered address, and none breaks the simulator',
    { timeout: 120_000 },
    async () => {
      const text = fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom('', '../', '%00', '\r\nSet-Cookie: a=b', '[object Object]', '𝒳'),
      );
      const right = authorizeFields(caller);
      const names = [...Object.keys(right), 'scope_org', 'person_filter', 'code_challenge', 'permissions', '__proto__'];
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 4 }),
          fc.constantFrom('v1', 'v2'),
          async (changes, version) => {
            const { status, location } = await outcome({ ...right, ...changes }, version);
            expect([302, 400]).toContain(status);
            if (status === 302) expect(location.startsWith(`${caller.redirectUri}?`) || location.startsWith('/login?')).toBe(true);
            const { status: told } = await askTokens(esia.url, { ...tokenFields(caller, 'x'), ...changes });
            expect(told).toBe(400);
          },
        ),
        { numRuns: 300 },
      );
      expect((await outcome(authorizeFields(caller), 'v2')).location).toMatch(/^\/login/);
    },
  );
});
