import * as z from 'zod';
import { Beside, CodeableConcept, codingOf, localText, WireInstant } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const Communication = z.object({
  id: Id,
  status: z.string(),
  category: z.array(CodeableConcept).optional(),
  sent: WireInstant.optional(),
  extension: z.array(z.object({ url: z.string(), valuePeriod: z.object({ start: WireInstant.optional(), end: WireInstant.optional() }).optional() })).optional(),
  payload: z.tuple([z.object({ contentString: z.string().min(1), _contentString: Beside.optional() })]).rest(z.unknown()),
});

export const noticesSync = {
  apply: {
    Communication: (tx, { content }) => {
      const { id, status, category, sent, payload, extension } = Communication.parse(content);
      const kind = category?.map((concept) => codingOf(concept, systems.noticeKind)?.code).find((code) => code !== undefined);
      const text = localText(payload[0].contentString, payload[0]._contentString);
      const period = extension?.find(({ url }) => url === extensions.shown)?.valuePeriod;
      // A message of another kind is not for the first screen; it is kept unseen, so that its next version is not a surprise.
      const shown = status === 'in-progress' && kind !== undefined;
      store.saveNotice(tx, {
        id,
        shown: shown ? 1 : 0,
        urgent: kind === 'urgent' ? 1 : 0,
        sentAt: sent ?? 0,
        textRu: text.ru,
        textEn: text.en,
        beginsAt: period?.start ?? null,
        endsAt: period?.end ?? null,
      });
    },
  },
  remove: { Communication: store.removeNotice },
  push: {},
} satisfies SyncRules<'notices'>;
