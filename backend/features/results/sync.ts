import * as z from 'zod';
import { systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { MoscowDay } from '../../../shared/lib/moscow.ts';
import type { WriteTx } from '../../db/types.ts';
import { readResource } from '../../sync/feedPage.ts';
import { knownVersion } from '../../sync/feedStore.ts';
import type { SyncRules } from '../../sync/rules.ts';
import { soft } from '../../sync/wireFields.ts';
import { readObservation } from './readObservation.ts';
import { readReport } from './readReport.ts';
import * as store from './store.ts';

const Patient = z.object({ id: Id, gender: soft(z.string()), birthDate: soft(MoscowDay) });

function take(tx: WriteTx, id: Id, content: unknown): void {
  const read = readReport(content);
  if (read === null) store.removeReport(tx, id);
  else store.saveReport(tx, read.report, read.observationIds);
}

/** The answer is the report with its tag; written with the settling, so that «new» does not come back for a moment. */
function takeAnswer(tx: WriteTx, body: unknown): void {
  const row = readResource(body);
  const read = row && readReport(body);
  if (!row || !read || !store.hasPatient(tx, read.report.patientId)) return;
  // The clinic may have amended it while the answer was on its way: what the feed brought since then has the tag too.
  if (row.version > knownVersion(tx, 'personal', row.type, row.id)) store.saveReport(tx, read.report, read.observationIds);
}

export const resultsSync = {
  apply: {
    DiagnosticReport: (tx, { id, content }) => take(tx, id, content),
    Observation: (tx, { id, content }) => {
      const row = readObservation(content);
      if (row === null) store.removeObservation(tx, id);
      else store.saveObservation(tx, row);
    },
    Patient: (tx, { content }) => {
      const { id, gender, birthDate } = Patient.parse(content);
      store.saveOwner(tx, id, { sex: gender ?? null, birthDate: birthDate ?? null });
    },
  },
  remove: { DiagnosticReport: store.removeReport, Observation: store.removeObservation, Patient: store.removeOwner },
  push: {
    'results.seen': {
      touches: ({ reportId }) => [`DiagnosticReport/${reportId}`],
      // Laid over the server's row on reading: nothing of it is edited here.
      locks: () => [],
      toRequest: ({ reportId }, { commandId, signInId }) => ({
        ...{ method: 'POST', path: `/fhir/DiagnosticReport/${reportId}/$meta-add`, as: 'device', idempotencyKey: commandId },
        ...(signInId === null ? {} : { signInId }),
        body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { tag: [{ system: systems.seen, code: 'seen' }] } }] },
      }),
      applied: (tx, _input, body) => takeAnswer(tx, body),
      // Taken back by the clinic meanwhile; the feed removes it.
      refused: () => {},
    },
  },
} satisfies SyncRules<'results'>;
