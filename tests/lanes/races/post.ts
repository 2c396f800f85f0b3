import { Agent, request } from 'node:http';

export interface Posted {
  readonly status: number;
  readonly body: unknown;
}

export type Post = (path: string, body: object, headers: Readonly<Record<string, string>>) => Promise<Posted>;

class ClosedMeanwhile extends Error {
  override name = 'ClosedMeanwhile';
}

/**
 * Asks as a device does, over a connection of its own that is kept. Plain `node:http`, because five hundred of these run in one process
 * and must not be what is measured.
 */
export function poster(url: string, token: () => string): { readonly post: Post; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 2, scheduling: 'lifo' });
  const once: Post = (path, body, headers) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const sent = request(
        url + path,
        { method: 'POST', agent, headers: { ...headers, authorization: `Bearer ${token()}`, 'content-type': 'application/fhir+json', 'content-length': Buffer.byteLength(text) } },
        (answer) => {
          let said = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            said += chunk;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: said === '' ? null : JSON.parse(said) }));
          answer.on('error', reject);
        },
      );
      sent.on('error', (error) => reject(sent.reusedSocket ? new ClosedMeanwhile('closed') : error));
      sent.end(text);
    });
  /** Kept connections that the server has closed meanwhile: a device asks once more, with the same key, until one is alive. */
  const post: Post = (path, body, headers) =>
    once(path, body, headers).catch((error: unknown) => {
      if (error instanceof ClosedMeanwhile) return post(path, body, headers);
      throw error;
    });
  return { post, close: () => agent.destroy() };
}
