/**
 * Chromium and Node switches that would open the locked device: debuggers, other code, other addresses, other keys.
 * They are refused and not removed: whether each can still be taken back once the program runs is not known.
 */
export const forbiddenSwitches = [
  'remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-debugging-io-pipes', 'remote-allow-origins',
  'inspect', 'inspect-brk', 'inspect-port', 'inspect-publish-uid', 'debug', 'debug-brk', 'debug-port', 'js-flags', 'experimental-network-inspection',
  'auto-open-devtools-for-tabs', 'custom-devtools-frontend', 'enable-automation', 'headless',
  'proxy-server', 'proxy-pac-url', 'proxy-auto-detect', 'proxy-bypass-list', 'no-proxy-server',
  'host-rules', 'host-resolver-rules', 'dns-over-https-templates',
  'ignore-certificate-errors', 'ignore-certificate-errors-spki-list', 'allow-insecure-localhost', 'unsafely-treat-insecure-origin-as-secure',
  'ssl-key-log-file', 'log-net-log', 'net-log-capture-mode', 'auth-server-allowlist', 'auth-server-whitelist', 'auth-negotiate-delegate-allowlist',
  'disable-web-security', 'allow-running-insecure-content', 'allow-file-access', 'disable-site-isolation-trials', 'disable-site-isolation-for-policy',
  'load-extension', 'load-component-extension', 'disable-extensions-except', 'load-plugin', 'register-pepper-plugins', 'ppapi-flash-path',
  'renderer-cmd-prefix', 'utility-cmd-prefix', 'gpu-launcher', 'ppapi-plugin-launcher', 'zygote-cmd-prefix', 'browser-subprocess-path',
  'disable-gpu-sandbox', 'disable-namespace-sandbox', 'disable-seccomp-filter-sandbox', 'allow-sandbox-debugging',
  'single-process', 'in-process-gpu', 'no-zygote', 'user-data-dir', 'disk-cache-dir', 'password-store', 'use-mock-keychain',
  'disable-features', 'enable-blink-features', 'enable-experimental-web-platform-features', 'auto-accept-camera-and-microphone-capture',
  'use-fake-ui-for-media-stream', 'auto-select-desktop-capture-source', 'kiosk-printing', 'print-to-pdf', 'dump-dom', 'crash-dumps-dir', 'enable-logging', 'log-file',
] as const;

/** Refused also under test: a test without the sandbox would prove nothing. */
export const neverSwitches = ['no-sandbox', 'disable-setuid-sandbox'] as const;

/** The first refused switch on the command line, or null. */
export function refusedSwitch(hasSwitch: (name: string) => boolean, isTestBuild: boolean): string | null {
  return [...neverSwitches, ...(isTestBuild ? [] : forbiddenSwitches)].find(hasSwitch) ?? null;
}
