import type { Id } from '../../shared/lib/ids.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';
import type { Handlers } from '../server/handler.ts';
import type { BackendParts } from '../server/parts.ts';
import { indexRules } from '../sync/ruleIndex.ts';
import type { AllSyncRules } from '../sync/rules.ts';
import { createAccountHandlers } from './account/handlers.ts';
import { createAppointmentsHandlers } from './appointments/handlers.ts';
import { createHolds } from './appointments/holds.ts';
import { appointmentsSync, takeVisit } from './appointments/sync.ts';
import { readDoctor, readVisit } from './appointments/visits.ts';
import { createCheckInHandlers } from './checkIn/handlers.ts';
import { createCheckInSync } from './checkIn/sync.ts';
import { createConflictsHandlers } from './conflicts/handlers.ts';
import { countCalls, countSignIns } from './counters/countCalls.ts';
import { createCountersHandlers } from './counters/handlers.ts';
import { createDeletionHandlers } from './deletion/handlers.ts';
import { deletionSync } from './deletion/sync.ts';
import { createDeviceHandlers } from './device/handlers.ts';
import { officeHours } from './device/officeHours.ts';
import { createDoctorsHandlers } from './doctors/handlers.ts';
import { doctorsSync } from './doctors/sync.ts';
import { createEncountersHandlers } from './encounters/handlers.ts';
import { findVisitFile } from './encounters/store.ts';
import { encountersSync } from './encounters/sync.ts';
import { createEsiaHandlers } from './esia/handlers.ts';
import { createDocumentsHandlers, termsInForce } from './documents/handlers.ts';
import { isWithdrawn } from './documents/given.ts';
import { documentsSync } from './documents/sync.ts';
import { createIdentityHandlers, readMe } from './identity/handlers.ts';
import { findPatient } from './identity/store.ts';
import { identitySync } from './identity/sync.ts';
import { createLeasesHandlers } from './leases/handlers.ts';
import { createNoticesHandlers } from './notices/handlers.ts';
import { noticesSync } from './notices/sync.ts';
import { createOrdersHandlers } from './orders/handlers.ts';
import { ordersSync } from './orders/sync.ts';
import { createOwnDataHandlers } from './ownData/handlers.ts';
import { createPapersHandlers } from './papers/handlers.ts';
import { createOpenFiles } from './papers/openFiles.ts';
import { papersSync } from './papers/sync.ts';
import { createPricesHandlers } from './prices/handlers.ts';
import { pricesSync } from './prices/sync.ts';
import { createRegistrationHandlers } from './registration/handlers.ts';
import { createRepresentationHandlers } from './representation/handlers.ts';
import { createRepresentativesHandlers } from './representatives/handlers.ts';
import { createResultsHandlers } from './results/handlers.ts';
import { findReportFile } from './results/reportFile.ts';
import { resultsSync } from './results/sync.ts';
import { listVisitResults } from './results/visitResults.ts';
import { createScheduleHandlers } from './schedule/handlers.ts';
import { scheduleSync } from './schedule/sync.ts';
import { createSealsHandlers } from './seals/handlers.ts';
import { createStaffHandlers } from './staff/handlers.ts';
import { createStaffDoorHandlers } from './staffDoor/handlers.ts';
import { createSlipsHandlers, initials } from './slips/handlers.ts';
import { createSyncHandlers } from './sync/handlers.ts';
import { createWaitingHandlers } from './waiting/handlers.ts';
import { createWaitingSync } from './waiting/sync.ts';

/** The two registries. Leaving a feature out is a compile error. Features never import each other: what one needs of another is handed to it here. */
export function createHandlers(given: BackendParts): Handlers {
  const parts: BackendParts = { ...given, signIns: countSignIns(given.signIns, given.counting) };
  const holds = createHolds(parts);
  const openFiles = createOpenFiles();
  const terms = () => termsInForce(parts.read, parts.now());
  const handlers: Handlers = {
    ...createAppointmentsHandlers({ ...parts, holds, consentWithdrawn: isWithdrawn }),
    ...createAccountHandlers(parts),
    ...createCheckInHandlers({ ...parts, readVisit: (db, patientId, appointmentId) => readVisit(db, patientId, appointmentId, parts.device().policy.changeableHours) }),
    ...createConflictsHandlers(parts),
    ...createCountersHandlers(parts),
    ...createDeletionHandlers({ ...parts, forgetRow, patientShort: shortNameOf }),
    ...createDeviceHandlers(parts),
    ...createDoctorsHandlers(),
    ...createDocumentsHandlers(),
    ...createEncountersHandlers({ doctorOf: readDoctor, resultsOf: listVisitResults }),
    ...createEsiaHandlers({ ...parts, termsInForce: terms }),
    ...createIdentityHandlers({ ...parts, termsInForce: terms }),
    ...createLeasesHandlers(),
    ...createNoticesHandlers(parts),
    ...createOrdersHandlers({ ...parts, consentWithdrawn: isWithdrawn, laboratoryHours: (db) => officeHours(db, parts.device().officeId), patientShort: shortNameOf }),
    ...createOwnDataHandlers({ ...parts, keepOpen: openFiles.keep }),
    ...createPapersHandlers({ ...parts, files: openFiles, findFile: (db, patientId, binaryId) => findReportFile(db, patientId, binaryId) ?? findVisitFile(db, patientId, binaryId) }),
    ...createPricesHandlers(),
    ...createRegistrationHandlers({ ...parts, termsInForce: terms }),
    ...createRepresentationHandlers({ ...parts, readMe: () => readMe(parts.read, parts.session.actor()) }),
    ...createRepresentativesHandlers(parts),
    ...createResultsHandlers({ ...parts, patientShort: shortNameOf }),
    ...createScheduleHandlers({ heldSlotId: () => holds.current(parts.now())?.slotId ?? null }),
    ...createSealsHandlers(parts),
    ...createStaffHandlers(parts),
    ...createStaffDoorHandlers(parts),
    ...createSlipsHandlers({
      ...parts,
      readVisit: (db, patientId, appointmentId) => readVisit(db, patientId, appointmentId, parts.device().policy.changeableHours),
      readName: findPatient,
    }),
    ...createSyncHandlers({ ...parts, rules: indexRules(syncRules) }),
    ...createWaitingHandlers({ consentWithdrawn: isWithdrawn }),
  };
  return countCalls(handlers, parts.counting);
}

/** On paper a patient is surname and initials. */
function shortNameOf(db: ReadDb, patientId: Id): string {
  const name = findPatient(db, patientId);
  return name === undefined ? '' : initials(name);
}

export const syncRules: AllSyncRules = {
  appointments: appointmentsSync,
  account: { push: {} },
  checkIn: createCheckInSync(takeVisit),
  conflicts: { push: {} },
  counters: { push: {} },
  deletion: deletionSync,
  device: { push: {} },
  doctors: doctorsSync,
  documents: documentsSync,
  encounters: encountersSync,
  esia: { push: {} },
  identity: identitySync,
  leases: { push: {} },
  notices: noticesSync,
  orders: ordersSync,
  ownData: { push: {} },
  papers: papersSync,
  prices: pricesSync,
  registration: { push: {} },
  representation: { push: {} },
  representatives: { push: {} },
  results: resultsSync,
  schedule: scheduleSync,
  seals: { push: {} },
  staff: { push: {} },
  staffDoor: { push: {} },
  slips: { push: {} },
  sync: { push: {} },
  waiting: createWaitingSync(appointmentsSync.apply.Appointment),
};

/** D1: a row goes from every feature that shows it, as if the feed had taken it away. */
function forgetRow(tx: WriteTx, row: string): void {
  const [type = '', id = ''] = row.split('/');
  const rules = indexRules(syncRules);
  if (rules.wants(type)) rules.remove(tx, type, id as Id);
}
