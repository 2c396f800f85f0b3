import type { TestClinic } from './clinicServer.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or null when there was no body. */
  readonly body: unknown;
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

/** Asks a server as the bearer of `token` (none when null). A body that is a string is sent as it is. */
export function client(url: string, token: string | null, always: Readonly<Record<string, string>> = {}): Ask {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        ...always,
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    // A file comes as it is.
    const isFile = response.headers.get('content-type') === 'application/pdf';
    return { status: response.status, headers: response.headers, body: isFile ? text : text === '' ? null : JSON.parse(text) };
  };
}

export function system(clinic: TestClinic): Ask {
  return client(clinic.url, clinic.systemToken);
}

/** A value deep inside JSON; undefined when a step is missing, so that the expectation fails and not the test's own code. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, step) => (inside !== null && typeof inside === 'object' ? (inside as Record<string | number, unknown>)[step] : undefined),
    value,
  );
}

export function codeOf(answer: Answer): unknown {
  return at(answer.body, 'issue', 0, 'details', 'coding', 0, 'code');
}

/** `status code`, the two things a caller decides by. */
export function refusal(answer: Answer): string {
  return `${answer.status} ${String(codeOf(answer))}`;
}

export interface Entry {
  readonly fullUrl?: string;
  readonly resource?: { readonly resourceType: string; readonly id: string; readonly meta: { readonly versionId: string } } & Readonly<
    Record<string, unknown>
  >;
  readonly request?: { readonly method: string; readonly url: string };
  readonly response?: { readonly status: string; readonly etag?: string };
  readonly search?: { readonly mode: string };
}

export function entries(answer: Answer): readonly Entry[] {
  return (at(answer.body, 'entry') as readonly Entry[] | undefined) ?? [];
}

/** Path and query of a link of a Bundle, ready to be asked again. */
export function link(answer: Answer, relation: string): string | null {
  const links = (at(answer.body, 'link') as readonly { relation: string; url: string }[] | undefined) ?? [];
  const found = links.find((one) => one.relation === relation);
  if (!found) return null;
  const { pathname, search } = new URL(found.url);
  return pathname + search;
}
