export const appScheme = 'kabinet';
export const appHost = 'app';

/** Address of one of our pages, e.g. `kabinet://app/index.html`. */
export const pageAddress = (name: 'index.html' | 'print.html' | 'outOfService.html' | 'signIn.html'): string => `${appScheme}://${appHost}/${name}`;

export const isOwnPage = (address: string): boolean => address.startsWith(`${appScheme}://${appHost}/`);

/**
 * A page of ours never goes anywhere: it may only load itself again. Compared as parsed, so that no spelling of an address
 * means one thing here and another one in Chromium.
 */
export function mayNavigate(target: string, current: string): boolean {
  if (!URL.canParse(target) || !URL.canParse(current)) return false;
  const [to, from] = [new URL(target), new URL(current)];
  return (
    to.protocol === `${appScheme}:` &&
    to.host === appHost &&
    to.username === '' &&
    to.password === '' &&
    to.search === '' &&
    /^\/[a-z]+\.html$/.test(to.pathname) &&
    from.protocol === to.protocol &&
    from.host === to.host &&
    from.pathname === to.pathname
  );
}

/** Where the pages of one session may go. Sessions without a rule of their own show our pages. */
export interface NavigationRule {
  mayGo(target: string, current: string, isMainFrame: boolean): boolean;
  /** Whether a server may send the page on to another address. */
  readonly redirects: boolean;
  /** How large they are drawn; no hand, key or script changes it (row H18). */
  readonly zoom: number;
}

export const ownPages: NavigationRule = { redirects: false, zoom: 1, mayGo: (target, current, isMainFrame) => isMainFrame && mayNavigate(target, current) };
