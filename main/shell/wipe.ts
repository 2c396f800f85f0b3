import { clipboard, type Session } from 'electron';
import { appScheme } from './navigation.ts';

/** Takes away everything a session could remember. A step that fails does not keep the others from running. */
export async function wipeSession(session: Session): Promise<void> {
  if (session.protocol.isProtocolHandled(appScheme)) session.protocol.unhandle(appScheme);
  await Promise.allSettled([session.clearData(), session.clearAuthCache(), session.clearCodeCaches({}), session.clearHostResolverCache(), session.closeAllConnections()]);
}

/** The next person must not be able to paste what this one typed. Linux has a second clipboard that fills by selecting. */
export function wipeClipboard(): void {
  clipboard.clear();
  if (process.platform !== 'linux') return;
  // Older Electron takes its name as an argument, which today's types no longer know.
  if ('selection' in clipboard) clipboard.selection.clear();
  else Reflect.apply(Reflect.get(clipboard, 'clear'), clipboard, ['selection']);
}
