import type { EsiaOrder } from './order.ts';

/** Where the page of one attempt may go, and where it may load from. Every address is judged as parsed, so that no spelling means two things. */
export interface SiteRules {
  /** As the page itself: what the address bar may come to show. */
  mayShow(address: string): boolean;
  /** For what the page is made of, frames included. */
  mayLoad(address: string): boolean;
  /** The text after the `?` when this is the callback of the attempt; null for any other address. */
  callbackQuery(address: string): string | null;
}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** A host or, with a dot before it, all below it; at least two labels, so that nobody lists a whole country. */
const entry = /^\.?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$/;
/** Lives in the page that made it and asks nobody; a page can never be one of these. */
const inner = new Set(['data:', 'blob:']);

function parsed(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

const isHttp = (url: URL) => url.protocol === 'https:' || url.protocol === 'http:' || url.protocol === 'wss:' || url.protocol === 'ws:';
const isPlain = (url: URL) => url.protocol === 'http:' || url.protocol === 'ws:';

export function siteRules({ url, callback, hosts, logoutUrl }: Pick<EsiaOrder, 'url' | 'callback' | 'hosts' | 'logoutUrl'>): SiteRules {
  const starts = [url, ...(logoutUrl === null ? [] : [logoutUrl])].flatMap((address) => parsed(address) ?? []);
  const ownHosts = new Set(starts.map(({ host }) => host));
  const exact = new Set(hosts.filter((host) => entry.test(host) && !host.startsWith('.')));
  const domains = hosts.filter((host) => entry.test(host) && host.startsWith('.'));
  const back = parsed(callback);

  /** Anybody on the line could read a password that goes by plain http: only a demo on this very computer may. */
  function isDecent(to: URL): boolean {
    if (!isHttp(to) || to.username !== '' || to.password !== '') return false;
    return !isPlain(to) || (loopback.has(to.hostname) && ownHosts.has(to.host));
  }
  const isNamed = (to: URL) => ownHosts.has(to.host) || exact.has(to.host);
  const isCallback = (to: URL) => back !== null && to.protocol === back.protocol && to.host === back.host && to.pathname === back.pathname && to.username === '' && to.password === '';

  return {
    mayShow(address) {
      const to = parsed(address);
      return to !== null && (to.protocol === 'https:' || to.protocol === 'http:') && isDecent(to) && isNamed(to) && !isCallback(to);
    },
    mayLoad(address) {
      const to = parsed(address);
      if (to === null) return false;
      if (inner.has(to.protocol)) return true;
      return isDecent(to) && !isCallback(to) && (isNamed(to) || domains.some((domain) => to.host.endsWith(domain) && to.host.length > domain.length));
    },
    callbackQuery(address) {
      const to = parsed(address);
      return to !== null && isCallback(to) ? to.search.slice(1) : null;
    },
  };
}
