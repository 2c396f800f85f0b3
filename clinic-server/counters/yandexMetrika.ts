import { randomInt } from 'node:crypto';
import { tellOnce, type Connector } from './connector.ts';
import type { YandexSettings } from './settings.ts';

/**
 * Yandex.Metrika, Measurement Protocol: an event counts only after a page view of the same client, so a cell is two requests. The client is a
 * random number of that one sending. All of it is in the body, because the token is: addresses end up in logs on the way.
 */
export function yandexMetrika({ url, counterId, token, page }: YandexSettings): Connector {
  const hit = (fields: Readonly<Record<string, string>>) =>
    tellOnce({
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ tid: counterId, ms: token, dl: page, ...fields }).toString(),
    });
  return {
    name: 'yandexMetrika',
    most: 1,
    async tell([cell]) {
      if (cell === undefined) return 'taken';
      const cid = `${String(randomInt(1_000_000_000, 9_999_999_999))}${String(randomInt(100_000_000, 999_999_999))}`;
      // Nothing has been counted yet, whatever became of the page view: the cell can be tried again.
      if ((await hit({ cid, t: 'pageview', dr: page, dt: 'Kabinet' })) !== 'taken') return 'refused';
      const { day, profile, event, count } = cell;
      return hit({ cid, t: 'event', ea: `kabinet.${event}`, params: JSON.stringify({ kabinet: { [profile]: { [day]: { [event]: count } } } }) });
    },
  };
}
