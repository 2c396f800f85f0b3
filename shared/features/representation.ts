import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { MoscowDay } from '../lib/moscow.ts';
import { task } from '../rpc/procedure.ts';
import { Me } from './identity.ts';

/** Why one person may act for another: `proxy` is a power of attorney. */
export const Relationship = z.enum(['parent', 'guardian', 'proxy']);
export type Relationship = z.infer<typeof Relationship>;

export const RepresentedPerson = z.object({
  patientId: Id,
  representationId: Id,
  name: z.object({ family: z.string(), given: z.string(), patronymic: z.string().nullable() }),
  birthDate: MoscowDay,
  relationship: Relationship,
  /** The last day on which it holds. */
  until: MoscowDay,
});
export type RepresentedPerson = z.infer<typeof RepresentedPerson>;

export const representation = {
  /**
   * R10: whom the person in front of the kiosk may act for, also while they do. `self` is always the person who signed in, so that the way
   * back to oneself is one `representation.actFor` of `self.patientId`.
   */
  'representation.people': task({
    allow: ['patient'],
    input: z.object({}),
    output: z.object({
      self: z.object({ patientId: Id, name: RepresentedPerson.shape.name }),
      people: z.array(RepresentedPerson),
    }),
    errors: ['offline', 'try_later'],
    subjects: ({ people }) => people.map(({ patientId }) => patientId),
  }),
  /**
   * Puts the other person's records in the place of these: answers when they are in memory. Refused, everything stays as it was; without a
   * line in the middle of it nobody is signed in any more.
   */
  'representation.actFor': task({
    allow: ['patient'],
    input: z.object({ patientId: Id }),
    output: z.object({ me: Me }),
    errors: ['not_representative', 'locked', 'offline', 'try_later'],
  }),
};
