const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

interface Circumstances {
  readonly host: string;
  readonly issuer: string | null;
  readonly environment: string | undefined;
}

/** A simulator that can be reached, or that signs in the real one's name, is a way into somebody's records. */
export function refuseToPretend({ host, issuer, environment }: Circumstances): void {
  if (environment === 'production') throw new Error('The ESIA simulator does not run in production.');
  if (!loopback.has(host)) throw new Error('The ESIA simulator listens on this machine only.');
  if (issuer === null) return;
  const { hostname } = new URL(issuer);
  if (/(^|\.)(gosuslugi\.ru|gu-st\.ru)\.?$/i.test(hostname))
    throw new Error('The ESIA simulator does not sign in the name of the real one.');
}
