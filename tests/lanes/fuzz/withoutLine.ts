import type { TestBackend } from '../../support/backend.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';
import type { MessageMaker } from './messages.ts';

interface Session {
  readonly backend: Pick<TestBackend, 'call' | 'raw'>;
  readonly clinic: { readonly server: Pick<ScriptedServer, 'pause' | 'resume'> };
  readonly maker: Pick<MessageMaker, 'valid'>;
  readonly until: (isSo: () => Promise<boolean>) => Promise<void>;
}

const lineIs = ({ backend, until }: Pick<Session, 'backend' | 'until'>, line: 'up' | 'down') => until(async () => (await backend.call('sync.status', {})).line === line);

/** Made while nobody can be reached, so it surely has not left; returns its command. */
export async function orderWithoutLine(session: Session): Promise<string> {
  const { backend, clinic, maker, until } = session;
  await clinic.server.pause();
  await lineIs(session, 'down');
  let commandId = '';
  await until(async () => {
    const { input } = maker.valid('orders.send', 0);
    ({ commandId } = input as { commandId: string });
    return (await backend.raw('orders.send', input)).ok;
  });
  return commandId;
}

export async function lineBack(session: Pick<Session, 'backend' | 'clinic' | 'until'>): Promise<void> {
  await session.clinic.server.resume();
  await lineIs(session, 'up');
}
