import { describe, expect, it } from 'vitest';
import { refusedVariable } from '../../../main/shell/forbiddenEnvironment.ts';

describe('variables of the environment', () => {
  it.each([
    'ELECTRON_RUN_AS_NODE', 'ELECTRON_ENABLE_LOGGING', 'ELECTRON_SOMETHING_NEW', 'NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'node_v8_coverage', 'CHROME_DEVEL_SANDBOX', 'SSLKEYLOGFILE',
    'LD_PRELOAD', 'LD_AUDIT', 'GTK_MODULES', 'GTK3_MODULES', 'GIO_EXTRA_MODULES', 'OPENSSL_CONF', 'VK_LAYER_PATH', 'BREAKPAD_DUMP_LOCATION', 'GCONV_PATH',
  ])('X13 %s is refused wherever it stands', (name) => {
    expect(refusedVariable(['HOME', 'LANG', name, 'TZ'])).toBe(name);
  });

  it('X13 what an ordinary desktop, a company network and an AppImage set is not refused', () => {
    const ordinary = ['HOME', 'PATH', 'LANG', 'LC_ALL', 'TZ', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'XDG_DATA_DIRS', 'DBUS_SESSION_BUS_ADDRESS', 'GTK_IM_MODULE', 'GTK_THEME'];
    expect(refusedVariable([...ordinary, 'http_proxy', 'HTTPS_PROXY', 'NO_PROXY', 'APPIMAGE', 'APPDIR', 'LD_LIBRARY_PATH', 'GSETTINGS_SCHEMA_DIR', 'CHROME_DESKTOP', 'NODE_ENV'])).toBeNull();
  });
});
