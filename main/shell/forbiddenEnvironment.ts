/**
 * Variables that Chromium, Electron, Node and the loader obey before our first line: other code, other keys, logs and dumps of what is
 * on the screen. Whole families are refused, so that a new Electron cannot bring a variable nobody looked at.
 */
const families = /^(ELECTRON_|NODE_|CHROME_|BREAKPAD_|LD_|ATOM_SHELL_|GTK\d?_MODULES$|GTK_PATH$|GIO_(MODULE_DIR|EXTRA_MODULES)$|GCONV_PATH$|GDK_PIXBUF_MODULE)/i;
const single = /^(SSLKEYLOGFILE|OPENSSL_(CONF|MODULES)|WATCH_REPORT_DEPENDENCIES|VK_(INSTANCE_LAYERS|LAYER_PATH|ADD_LAYER_PATH)|LIBGL_DRIVERS_PATH)$/i;

/** `LD_LIBRARY_PATH` is how an AppImage starts its own program, and `CHROME_DESKTOP` is what Electron tells its own children. */
const harmless = new Set(['NODE_ENV', 'NODE_VERSION', 'LD_LIBRARY_PATH', 'CHROME_DESKTOP']);

/**
 * The first refused variable, or null. An empty one is refused too: some act by being there. What is not here is harmless because the
 * backend gets none of it (`backendEnvironment`) and a page has no network: proxies, `XDG_*`, `GOOGLE_API_KEY`.
 */
export function refusedVariable(names: readonly string[]): string | null {
  return names.find((name) => (families.test(name) || single.test(name)) && !harmless.has(name)) ?? null;
}
