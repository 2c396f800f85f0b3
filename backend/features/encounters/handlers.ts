import { mostListed, type VisitRecord, type VisitResult } from '../../../shared/features/encounters.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';
import type { CallContext, HandlersOf } from '../../server/handler.ts';
import * as store from './store.ts';
import { totalOf } from './total.ts';

export interface EncountersNeeds {
  /** A doctor by the role they received in, also one that has been retired. */
  readonly doctorOf: (db: ReadDb, roleId: Id) => VisitRecord['doctor'];
  /** Those of these reports that the patient may read, the newest release first. */
  readonly resultsOf: (db: ReadDb, patientId: Id, reportIds: readonly Id[]) => readonly VisitResult[];
}

export function createEncountersHandlers({ doctorOf, resultsOf }: EncountersNeeds): HandlersOf<'encounters'> {
  function readRecord(db: ReadDb, patientId: Id, appointmentId: Id): VisitRecord | null {
    const encounters = store.listEncounters(db, patientId, appointmentId);
    if (encounters.length === 0) return null;
    const charges = store.listCharges(db, patientId, appointmentId);
    const documents = store.listDocuments(db, patientId, appointmentId);
    const results = resultsOf(db, patientId, store.listReportIds(db, patientId, appointmentId));
    const roleId = encounters.find((one) => one.roleId !== null)?.roleId ?? null;
    const beyond = (list: readonly unknown[]): number => Math.max(0, list.length - mostListed);
    return {
      ...{ appointmentId, roleId, doctor: roleId === null ? null : doctorOf(db, roleId) },
      // Two of them were one visit to the patient: from the first beginning to the last end.
      beganAt: encounters.find(({ beganAt }) => beganAt !== null)?.beganAt ?? null,
      endedAt: encounters.reduce<VisitRecord['endedAt']>((last, { endedAt }) => (endedAt !== null && (last === null || endedAt > last) ? endedAt : last), null),
      services: charges.slice(0, mostListed).map(({ id, name, quantity, kopecks }) => ({ chargeId: id, name, quantity, kopecks })),
      documents: documents.slice(0, mostListed).map(({ id, title, at, binaryId, bytes }) => ({ documentId: id, title, at, binaryId, bytes })),
      results: results.slice(0, mostListed),
      omitted: beyond(charges) + beyond(documents) + beyond(results),
      total: totalOf(charges),
    };
  }

  return {
    'encounters.ofVisit': (db, { appointmentId }, context) => {
      const patientId = patientOf(context);
      return { patientId, record: readRecord(db, patientId, appointmentId) };
    },

    'encounters.costs': (db, _input, context) => {
      const patientId = patientOf(context);
      return { patientId, costs: store.listCosts(db, patientId) };
    },
  };
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}
