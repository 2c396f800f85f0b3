import type { Session } from 'electron';
import { appScheme } from './navigation.ts';

/**
 * Denies everything a session can ask for. Runs from `session-created`, before any load: without it a `mailto:` link or an unknown
 * scheme makes Chromium start a program of the system.
 */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault();
    answer(null);
  });
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault();
    answer('');
  });
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault();
    answer();
  });
  session.on('will-download', (event) => event.preventDefault());
  // Without a language there is nothing to fetch: a spell checker that is merely off still asks its maker for a dictionary.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
  // Second lock behind the content policy: pages speak to nobody, only the backend has a line.
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith(`${appScheme}:`) }));
}
