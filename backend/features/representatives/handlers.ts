import * as z from 'zod';
import { Representation } from '../../../shared/features/representatives.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { MoscowDay } from '../../../shared/lib/moscow.ts';
import { askCentre } from '../../server/askCentre.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

const Listed = z.object({ representatives: z.array(Representation), represents: z.array(Representation) });
const Granted = z.object({ representationId: Id, until: MoscowDay });

const unknown = { not_found: 'not_found', deleted: 'not_found' } as const;
const grantRefusals = {
  ...unknown,
  invalid_request: 'check_input',
  not_a_child: 'not_a_child',
  representative_is_child: 'representative_is_child',
  already_representative: 'already_representative',
  until_wrong: 'until_wrong',
} as const;

/** Row R10, at the desk. The server decides; nothing of it is kept here. */
export function createRepresentativesHandlers({ desk }: Pick<BackendParts, 'desk'>): HandlersOf<'representatives'> {
  return {
    'representatives.list': async ({ patientId }) => {
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/representatives/list', body: { patientId } }, unknown);
      return answer instanceof Refusal ? answer : { patientId, ...Listed.parse(answer.body) };
    },
    'representatives.grant': async (asked) => {
      if (!asked.documentSeen) return new Refusal('document_not_seen');
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/representatives', body: asked }, grantRefusals);
      const { patientId, representativeId } = asked;
      return answer instanceof Refusal ? answer : { patientId, representativeId, ...Granted.parse(answer.body) };
    },
    'representatives.revoke': async ({ representationId, reason }) => {
      const answer = await askCentre(desk, { method: 'POST', path: `/identity/representatives/${representationId}/revoke`, body: { reason } }, unknown);
      return answer instanceof Refusal ? answer : {};
    },
  };
}
