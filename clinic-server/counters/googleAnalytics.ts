import type { Id } from '../../shared/lib/ids.ts';
import { tellOnce, type Connector } from './connector.ts';
import type { GoogleSettings } from './settings.ts';

/**
 * Google Analytics 4, Measurement Protocol: one event a cell, at most 25 in a request. The client's number is thrown anew for every request,
 * so nothing there ever belongs together, and nothing of it may be used for advertising. It answers 2xx to whatever it is sent.
 */
export function googleAnalytics({ url, measurementId, apiSecret }: GoogleSettings, newId: () => Id): Connector {
  const target = new URL(url);
  target.searchParams.set('measurement_id', measurementId);
  target.searchParams.set('api_secret', apiSecret);
  return {
    name: 'googleAnalytics',
    most: 25,
    tell: (cells) =>
      tellOnce({
        url: target.href,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_id: newId(),
          consent: { ad_user_data: 'DENIED', ad_personalization: 'DENIED' },
          events: cells.map(({ day, profile, event, count }) => ({ name: 'kabinet_day_total', params: { day, profile, counted: event, count } })),
        }),
      }),
  };
}
