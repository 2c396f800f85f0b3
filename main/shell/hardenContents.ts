import type { WebContents } from 'electron';
import { mayNavigate } from './navigation.ts';

/** Ways out of a page, closed for everything that can show one. Runs from `web-contents-created`, so no view is forgotten. */
export function hardenContents(contents: WebContents): void {
  // Deny and nothing else: a handler that opened the address elsewhere can be reached from a frame without any permission.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!mayNavigate(event.url, contents.getURL())) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !mayNavigate(event.url, contents.getURL())) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Otherwise a page may answer "stay" to a reload or to the end of its session.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('zoom-changed', () => contents.setZoomFactor(1));
  contents.on('did-finish-load', () => {
    contents.setZoomFactor(1);
    void contents.setVisualZoomLevelLimits(1, 1);
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
