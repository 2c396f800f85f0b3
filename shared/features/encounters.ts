import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Kopecks } from '../lib/money.ts';
import { Instant } from '../lib/moscow.ts';
import { query } from '../rpc/procedure.ts';
import { ResultKind } from './results.ts';

/** One line of what was done and billed. */
export const ServiceDone = z.object({
  chargeId: Id,
  /** Empty when the clinic wrote none: the page has a word for it. */
  name: LocalText,
  /** As it was written, with a point; null for one, and when nothing sensible was written. */
  quantity: z.string().nullable(),
  /** Of the whole line, to the kopeck. Null: no price that can be read to the kopeck. */
  kopecks: Kopecks.nullable(),
});
export type ServiceDone = z.infer<typeof ServiceDone>;

export const VisitDocument = z.object({
  documentId: Id,
  title: LocalText,
  at: Instant.nullable(),
  /** Opened by `papers.open`; null: this kiosk cannot open it, and says so. */
  binaryId: Id.nullable(),
  bytes: z.int().positive().nullable(),
});
export type VisitDocument = z.infer<typeof VisitDocument>;

export const VisitResult = z.object({ reportId: Id, kind: ResultKind, title: LocalText, releasedAt: Instant, isNew: z.boolean(), outside: z.int().nonnegative() });
export type VisitResult = z.infer<typeof VisitResult>;

export const mostListed = 100;

/** A visit as it really was. */
export const VisitRecord = z.object({
  appointmentId: Id,
  beganAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** Who really received; null when the clinic did not say or the doctor is not known here. */
  roleId: Id.nullable(),
  doctor: z.object({ family: z.string(), given: z.string(), patronymic: z.string().nullable(), speciality: LocalText }).nullable(),
  services: z.array(ServiceDone).max(mostListed),
  documents: z.array(VisitDocument).max(mostListed),
  results: z.array(VisitResult).max(mostListed),
  /** Beyond those, of all three together: said on the page, never left out silently. */
  omitted: z.int().nonnegative(),
  /** Of every service, the omitted ones too. Null where one has no price that can be read, or nothing was billed: a sum without it would be a lie. */
  total: Kopecks.nullable(),
});
export type VisitRecord = z.infer<typeof VisitRecord>;

/** Row S7: what was done at past visits, what it cost, and the papers and results of it. */
export const encounters = {
  /** Null while the doctor has not ended the visit, and when the clinic keeps no record of it. */
  'encounters.ofVisit': query({
    allow: ['patient'],
    input: z.object({ appointmentId: Id }),
    output: z.object({ patientId: Id, record: VisitRecord.nullable() }),
    subjects: ({ patientId }) => [patientId],
  }),
  /** What each visit cost, where every price is known: for the list. */
  'encounters.costs': query({
    allow: ['patient'],
    input: z.object({}),
    output: z.object({ patientId: Id, costs: z.array(z.object({ appointmentId: Id, total: Kopecks })) }),
    subjects: ({ patientId }) => [patientId],
  }),
};
