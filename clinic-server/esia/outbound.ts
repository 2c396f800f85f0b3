import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Outbound {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly longestBytes: number;
  readonly tls?: { readonly ca: readonly string[] | null; readonly certificate?: string; readonly key?: string };
}

export interface Inbound {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/**
 * One request on a connection of its own. It is never sent twice and follows no redirect: the first would use a code up, the second would
 * carry a token to whoever is named. Rejects when the whole answer is not here in time or is too long.
 */
export function askOnce({ url, method, headers = {}, body, timeoutMs, longestBytes, tls }: Outbound): Promise<Inbound> {
  const secure = new URL(url).protocol === 'https:';
  return new Promise((done, failed) => {
    const options = {
      method,
      agent: false as const,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      // For the whole of it: an answer that drips would outlive a time-out of the socket.
      signal: AbortSignal.timeout(timeoutMs),
    };
    const more = tls ? { ...(tls.ca ? { ca: [...tls.ca] } : {}), ...(tls.certificate ? { cert: tls.certificate, key: tls.key } : {}) } : {};
    const asked = secure ? httpsRequest(url, { ...options, ...more }) : httpRequest(url, options);
    asked.on('error', failed);
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > longestBytes) asked.destroy(new Error('the answer is too long'));
        else chunks.push(chunk);
      });
      response.on('error', failed);
      response.on('aborted', () => failed(new Error('the answer broke off')));
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    asked.end(body);
  });
}
