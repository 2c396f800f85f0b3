import type { KabinetBridge } from '../../shared/rpc/wire.ts';
import type { App } from './appContext.ts';
import { featureOfKey } from './client.ts';
import { createDraft } from './draftStore.ts';
import { createReadCache } from './readCache.ts';
import { createRouter } from './routerStore.ts';
import type { Texts } from './texts.ts';
import { createView } from './viewStore.ts';

/** The parts of one window. A new backend means everything is read again; a change means what belongs to that feature. */
export function createApp(bridge: Pick<KabinetBridge, 'onChanged'>, now: () => number, newId: () => string, fetchLanguage?: Texts['fetchLanguage']): App {
  const reads = createReadCache();
  bridge.onChanged((topics) => {
    const everything = topics.includes('backend');
    // A visit's state follows its command: `outbox:<id>` settles what the appointments screens show.
    const settled = topics.some((topic) => topic.startsWith('outbox:'));
    reads.changed((key) => everything || topics.includes(featureOfKey(key)) || (settled && ['appointments', 'slips', 'sync'].includes(featureOfKey(key))));
  });
  return { reads, router: createRouter(), draft: createDraft(newId), view: createView(fetchLanguage), now, newId };
}
