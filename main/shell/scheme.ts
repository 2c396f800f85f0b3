import { protocol, type Session } from 'electron';
import { answer } from './answer.ts';
import type { Assets } from './assets.ts';
import { appScheme } from './navigation.ts';

/** Must run before Electron is ready. No more privileges than an address needs to have an origin. */
export function announceScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }]);
}

/** Only sessions of our own windows get the scheme; a foreign page cannot reach it. */
export function serveApp(session: Session, assets: Assets): void {
  session.protocol.handle(appScheme, (request) => answer(request, assets));
}
