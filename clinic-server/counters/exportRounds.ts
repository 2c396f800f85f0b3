import type { FastifyInstance } from 'fastify';
import { inRounds } from '../http/rounds.ts';
import type { ServerParts } from '../http/parts.ts';
import type { Connector } from './connector.ts';
import { exportTotals } from './exportTotals.ts';
import { googleAnalytics } from './googleAnalytics.ts';
import { yandexMetrika } from './yandexMetrika.ts';

/** Those the clinic has named, and no other. */
export function connectorsOf({ config, newId }: Pick<ServerParts, 'config' | 'newId'>): readonly Connector[] {
  const { yandexMetrika: yandex, googleAnalytics: google } = config.counters;
  return [...(yandex ? [yandexMetrika(yandex)] : []), ...(google ? [googleAnalytics(google, newId)] : [])];
}

export function exportInRounds(app: FastifyInstance, parts: ServerParts, everyMs: number): void {
  const connectors = connectorsOf(parts);
  if (connectors.length === 0) return;
  inRounds(app, everyMs, async () => {
    for (const connector of connectors) {
      try {
        await exportTotals(parts, connector);
      } catch (error) {
        parts.log.warn({ connector: connector.name, kind: error instanceof Error ? error.name : typeof error }, 'counters wait');
      }
    }
  });
}
