import type { Me } from '../../../shared/features/identity.ts';
import { representation } from '../../../shared/features/representation.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { Unreachable } from '../../sync/clinicApi.ts';

type RepresentationNeeds = Pick<BackendParts, 'clinic' | 'signIns'> & {
  /** Who is signed in now, as the page is to see them. */
  readonly readMe: () => Me;
};

const people = representation['representation.people'].output;

/** Row R10. Whom one may act for is the server's to say each time: a right that was taken back a moment ago is not offered. */
export function createRepresentationHandlers({ clinic, signIns, readMe }: RepresentationNeeds): HandlersOf<'representation'> {
  return {
    'representation.people': async () => {
      try {
        const answer = await clinic.send({ method: 'GET', path: '/identity/represented', as: 'patient', timeoutMs: 8_000 });
        return answer.status === 200 ? people.parse(answer.body) : new Refusal('try_later');
      } catch (error) {
        if (error instanceof Unreachable) return new Refusal('offline');
        throw error;
      }
    },

    'representation.actFor': async ({ patientId }) => {
      const outcome = await signIns.switchTo({
        path: '/identity/act-for',
        body: { patientId },
        timeoutMs: 8_000,
        refusals: ['not_representative', 'locked'],
        pageWaits: true,
      });
      return outcome instanceof Refusal ? outcome : { me: readMe() };
    },
  };
}
