import * as z from 'zod';
import { HumanName, namePartsOf } from '../../../shared/fhir/fields.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { MoscowDay } from '../../../shared/lib/moscow.ts';
import type { SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const Patient = z.object({
  id: Id,
  name: z.tuple([HumanName]).rest(z.unknown()),
  birthDate: MoscowDay,
  telecom: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).optional(),
});

export const identitySync = {
  apply: {
    Patient: (tx, { content }) => {
      const { id, name, birthDate, telecom } = Patient.parse(content);
      store.savePatient(tx, {
        id,
        ...namePartsOf(name[0]),
        birthDate,
        phone: telecom?.find(({ system }) => system === 'phone')?.value ?? null,
      });
    },
  },
  remove: { Patient: store.removePatient },
  push: {},
} satisfies SyncRules<'identity'>;
