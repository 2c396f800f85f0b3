import type { WebContents } from 'electron';
import type { NavigationRule } from './navigation.ts';

/** Ways out of a page, closed for everything that can show one. Runs from `web-contents-created`, so no view is forgotten. */
export function hardenContents(contents: WebContents, rule: NavigationRule): void {
  // Deny and nothing else: a handler that opened the address elsewhere can be reached from a frame without any permission.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!rule.mayGo(event.url, contents.getURL(), true)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!rule.mayGo(event.url, contents.getURL(), event.isMainFrame)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!rule.redirects || !rule.mayGo(event.url, contents.getURL(), event.isMainFrame)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Otherwise a page may answer "stay" to a reload or to the end of its session.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  // Nobody here may say that a certificate is good after all, and nothing of this device proves who it is to a page's server.
  contents.on('certificate-error', (event, _address, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  // Unanswered on purpose: the system's first certificate would go out otherwise.
  contents.on('select-client-certificate', (event) => event.preventDefault());
  contents.on('login', (event, _details, _asking, answer) => {
    event.preventDefault();
    answer();
  });
  contents.on('zoom-changed', () => contents.setZoomFactor(rule.zoom));
  contents.on('did-finish-load', () => {
    contents.setZoomFactor(rule.zoom);
    void contents.setVisualZoomLevelLimits(1, 1);
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
