import * as z from 'zod';
import { firstIdIn, Reference, WireInstant } from '../../../shared/fhir/fields.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const Schedule = z.object({ id: Id, active: z.boolean().optional(), actor: z.array(Reference) });

const Slot = z
  .object({
    id: Id,
    schedule: Reference,
    status: z.enum(['busy', 'free', 'busy-unavailable', 'busy-tentative', 'entered-in-error']),
    start: WireInstant,
    end: WireInstant,
  })
  .refine(({ start, end }) => start < end);

export const scheduleSync = {
  apply: {
    Schedule: (tx, { content }) => {
      const { id, active, actor } = Schedule.parse(content);
      store.saveSchedule(tx, { id, active: active === false ? 0 : 1, roleId: firstIdIn(actor, 'PractitionerRole') });
    },
    Slot: (tx, { content }) => {
      const { id, schedule, status, start, end } = Slot.parse(content);
      // FHIR's way to say that it never was a time.
      if (status === 'entered-in-error') return store.removeSlot(tx, id);
      store.saveSlot(tx, { id, scheduleId: firstIdIn([schedule], 'Schedule'), status, startsAt: start, endsAt: end });
    },
  },
  remove: { Schedule: store.removeSchedule, Slot: store.removeSlot },
  push: {},
} satisfies SyncRules<'schedule'>;
