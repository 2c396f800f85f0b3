import type { Assets } from './assets.ts';
import { appHost, appScheme } from './navigation.ts';

/**
 * Row H5. `default` is the Trusted Types policy that lets react-aria clear its announcer, lets the reader of PDF become a worker, and nothing
 * else. A worker is answered with this very policy: it has no network either.
 */
export const contentPolicy = [
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
].join('; ');

const types = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['mjs', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['woff2', 'font/woff2'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
]);

const headers = {
  'Content-Security-Policy': contentPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const prefix = `${appScheme}://${appHost}/`;

/** Answers from memory by exact name: there is no path to climb, nothing to decode and no disk behind it. */
export function answer(request: { readonly url: string; readonly method: string }, assets: Assets): Response {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: { ...headers, Allow: 'GET' } });
  const name = request.url.startsWith(prefix) ? request.url.slice(prefix.length) : '';
  const bytes = assets.get(name);
  if (bytes === undefined) return new Response(null, { status: 404, headers });
  const type = types.get(name.slice(name.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
  return new Response(bytes, { status: 200, headers: { ...headers, 'Content-Type': type } });
}
