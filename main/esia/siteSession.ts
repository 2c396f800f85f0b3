import type { Session, WebContents } from 'electron';
import type { NavigationRule } from '../shell/navigation.ts';
import type { SiteRules } from './siteRules.ts';

export interface SiteEvents {
  /** The browser was about to go to the callback, and did not. */
  caught(query: string): void;
  /** It wanted something from a host the clinic has not listed. */
  blocked(host: string): void;
}

/**
 * A foreign page may run scripts and send forms; windows, dialogs, printing, downloads and taking over the frame around it need words
 * that are not here. Laid on top of whatever policy the page brings itself.
 */
const leash = 'sandbox allow-scripts allow-same-origin allow-forms';

/** Chromium's own name only: which program and which version a clinic runs is nobody's business. */
function plainAgent(agent: string): string {
  return agent.replaceAll(/ (?:Electron|[Kk]abinet)\/\S+/g, '');
}

/** Lets one session out to the hosts of one attempt. Everything it could be asked for is denied already (`hardenSession`). */
export function openSite(session: Session, rules: SiteRules, zoom: number, events: SiteEvents): NavigationRule {
  session.setUserAgent(plainAgent(session.getUserAgent()));
  // Asked before anything goes out, redirects too: the callback never reaches the network, whoever sends the browser there.
  session.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
    const query = resourceType === 'mainFrame' ? rules.callbackQuery(url) : null;
    const isFine = resourceType === 'mainFrame' ? rules.mayShow(url) : rules.mayLoad(url);
    if (query !== null) events.caught(query);
    // The host and nothing more: what comes after it may name a person.
    else if (!isFine) events.blocked(URL.canParse(url) ? new URL(url).host : '');
    answer({ cancel: !isFine });
  });
  session.webRequest.onHeadersReceived(({ resourceType, responseHeaders }, answer) => {
    if (resourceType !== 'mainFrame' && resourceType !== 'subFrame') return answer({});
    const entries = Object.entries(responseHeaders ?? {});
    const own = entries.filter(([name]) => name.toLowerCase() === 'content-security-policy').flatMap(([, values]) => values);
    const rest = entries.filter(([name]) => name.toLowerCase() !== 'content-security-policy');
    answer({ responseHeaders: { ...Object.fromEntries(rest), 'Content-Security-Policy': [...own, leash] } });
  });
  return {
    redirects: true,
    zoom,
    mayGo(target, _current, isMainFrame) {
      if (!isMainFrame) return rules.mayLoad(target);
      const query = rules.callbackQuery(target);
      if (query !== null) events.caught(query);
      return query === null && rules.mayShow(target);
    },
  };
}

/** Behind the two locks above: a callback that starts all the same is heard, and a page that is somewhere else ends the attempt. */
export function watchSite(contents: WebContents, rules: SiteRules, { caught, strayed }: Pick<SiteEvents, 'caught'> & { strayed: () => void }): void {
  contents.on('did-start-navigation', ({ url, isMainFrame, isSameDocument }) => {
    if (!isMainFrame || isSameDocument) return;
    const query = rules.callbackQuery(url);
    // Not stopped here: Chromium is in the middle of it, and falls over. Asked next, it is refused above.
    if (query !== null) caught(query);
  });
  contents.on('did-navigate', (_event, url) => {
    // Chromium asks nobody before it follows `about:`.
    if (!rules.mayShow(url)) strayed();
  });
}
