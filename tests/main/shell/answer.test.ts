import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answer, contentPolicy } from '../../../main/shell/answer.ts';

const page = new TextEncoder().encode('<!doctype html>');
const assets = new Map([
  ['index.html', page],
  ['assets/index-Bx3_k.js', page],
]);
const get = (url: string, method = 'GET') => answer({ url, method }, assets);

const names = ['index.html', 'assets/index-Bx3_k.js'];
const mutations = [
  (name: string) => `../${name}`,
  (name: string) => `./${name}`,
  (name: string) => `x/../${name}`,
  (name: string) => `/${name}`,
  (name: string) => `//${name}`,
  (name: string) => `\\${name}`,
  (name: string) => `..\\${name}`,
  (name: string) => `%2e%2e/${name}`,
  (name: string) => `%2e/${name}`,
  (name: string) => `..%2f${name}`,
  (name: string) => `..%5c${name}`,
  (name: string) => `%252e%252e/${name}`,
  (name: string) => `..%c0%af${name}`,
  (name: string) => `${name}%00`,
  (name: string) => `${name}\0.png`,
  (name: string) => `${name}%20`,
  (name: string) => `${name} `,
  (name: string) => `${name}.`,
  (name: string) => `${name}/`,
  (name: string) => `${name}/.`,
  (name: string) => `${name}::$DATA`,
  (name: string) => `${name}?`,
  (name: string) => `${name}?a=1`,
  (name: string) => `${name}#a`,
  (name: string) => `${name};a`,
  (name: string) => `${name}~`,
  (name: string) => `${name}.map`,
  (name: string) => name.toUpperCase(),
  (name: string) => name.replace('.', '%2e'),
  (name: string) => name.replace('i', '%69'),
  (name: string) => name.replace('i', 'і'),
  (name: string) => name.slice(1),
  (name: string) => name.slice(0, -1),
  (name: string) => `${name}${name}`,
  (name: string) => `${name}${'a'.repeat(100_000)}`,
];
const outside = [
  '', '.', '..', '/', 'etc/passwd', '../../../../etc/passwd', '/etc/passwd', 'C:/Windows/win.ini', 'C:\\Windows\\win.ini', '\\\\server\\share', 'CON', 'NUL', 'aux.html',
  'renderer-manifest.json', 'package.json', 'main/index.mjs', '../main/index.mjs', 'backend/index.mjs', 'node_modules/electron', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'size', 'get',
];
const foreign = ['kabinet://evil/index.html', 'kabinet://app.evil/index.html', 'kabinet://user@app/index.html', 'kabinet://app:1/index.html', 'kabinet:app/index.html', 'file:///index.html', 'https://app/index.html', 'index.html', ''];

describe('the scheme of the app', () => {
  it.each(names)('H4 %s comes from memory with its type', async (name) => {
    const response = get(`kabinet://app/${name}`);
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(page);
    expect(response.headers.get('content-type')).toMatch(name.endsWith('js') ? /^text\/javascript/ : /^text\/html/);
  });

  const wrong = [...names.flatMap((name) => mutations.map((mutate) => mutate(name))).map((path) => `kabinet://app/${path}`), ...outside.map((path) => `kabinet://app/${path}`), ...foreign];

  it.each([...new Set(wrong)].map((url) => [url.slice(0, 70), url]))('H3 %j is not there', async (_shown, url) => {
    const response = get(url);
    expect(response.status).toBe(404);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
  });

  it('H3 ten thousand mutated paths give no byte', async () => {
    const signs = ['.', '/', '\\', '%2e', '%2f', '%5c', '%00', '\0', '..', '~', ':', '?', '#', ' ', 'é', 'index', 'html', 'assets', 'etc', 'passwd'];
    // A plain linear generator: the same paths on every run.
    let seed = 20_261_122;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    let served = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const path = Array.from({ length: 1 + next(12) }, () => signs[next(signs.length)]).join('');
      if (!assets.has(path) && get(`kabinet://app/${path}`).status !== 404) served += 1;
    }
    expect(served).toBe(0);
  });

  it.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'get'])('H3 method %s is refused', (method) => {
    const response = get('kabinet://app/index.html', method);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
  });

  it('H5 every answer carries the policy, whatever its status', () => {
    for (const response of [get('kabinet://app/index.html'), get('kabinet://app/none'), get('kabinet://app/index.html', 'POST')]) {
      expect(response.headers.get('content-security-policy')).toBe(contentPolicy);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  it('H5 the policy is the reviewed one', () => {
    expect(contentPolicy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      "connect-src 'none'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types kabinet default',
      'sandbox allow-scripts allow-same-origin allow-forms',
    ]);
  });

  it('H4 what answers cannot read a disk', async () => {
    const folder = join(import.meta.dirname, '../../../main/shell');
    for (const file of ['answer.ts', 'scheme.ts', 'navigation.ts']) {
      const source = await readFile(join(folder, file), 'utf8');
      expect(source).not.toMatch(/(?:from|import\(|require\()\s*'(?:node:)?(?:fs|path|child_process)/);
    }
  });
});
