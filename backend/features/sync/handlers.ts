import type { HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

export function createSyncHandlers({ sync }: Pick<BackendParts, 'sync'>): HandlersOf<'sync'> {
  return {
    'sync.status': () => sync.status(),
    'sync.outcome': ({ commandId, waitMs }) => sync.outcome(commandId, waitMs),
  };
}
