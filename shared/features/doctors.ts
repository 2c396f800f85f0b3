import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Kopecks } from '../lib/money.ts';
import { Instant, MoscowDay } from '../lib/moscow.ts';
import { query } from '../rpc/procedure.ts';

/** A doctor in one role at one office: FHIR PractitionerRole with its Practitioner, Locations and first-visit price. */
export const DoctorCard = z.object({
  roleId: Id,
  family: z.string(),
  given: z.string(),
  patronymic: z.string().nullable(),
  speciality: LocalText,
  /** `Высшая категория`, `к. м. н.` … */
  category: LocalText.nullable(),
  officeId: Id,
  office: LocalText,
  /** `Кабинет 214`. */
  room: LocalText,
  floor: z.int().nullable(),
  firstVisitKopecks: Kopecks.nullable(),
  /** The next time a patient may take at this kiosk, or null if there is none in the known schedule. */
  nextFreeAt: Instant.nullable(),
});
export type DoctorCard = z.infer<typeof DoctorCard>;

export const Choice = z.object({ id: z.string(), name: LocalText, count: z.int() });
export type Choice = z.infer<typeof Choice>;

export const doctors = {
  /** What one can filter by; only specialities and offices that have doctors. */
  'doctors.filters': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({ specialities: z.array(Choice), offices: z.array(Choice) }),
  }),
  /** Sorted by the next free time, then by name. `correctedText` is set when only the other keyboard layout found somebody. */
  'doctors.list': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({
      text: z.string().max(10_000),
      speciality: z.string().max(100).nullable(),
      officeId: Id.nullable(),
      /** Only doctors with a free time on this day; `nextFreeAt` is then the first on it. */
      day: MoscowDay.nullable(),
    }),
    output: z.object({ doctors: z.array(DoctorCard), correctedText: z.string().nullable() }),
  }),
  'doctors.card': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ roleId: Id }),
    output: z.object({ doctor: DoctorCard.nullable(), officeAddress: LocalText.nullable() }),
  }),
};
