import { accountScreensMutants } from './accountScreens.ts';
import { actingForMutants } from './actingFor.ts';
import { accountMutants } from './account.ts';
import { bookingMutants } from './booking.ts';
import { callsMutants } from './calls.ts';
import { checkInMutants } from './checkIn.ts';
import { contentMutants } from './content.ts';
import { deletionMutants } from './deletion.ts';
import { deskScreensMutants } from './deskScreens.ts';
import { conflictsMutants } from './conflicts.ts';
import { countersMutants } from './counters.ts';
import { deviceLeasesMutants } from './deviceLeases.ts';
import { documentsMutants } from './documents.ts';
import { durabilityMutants } from './durability.ts';
import { encountersMutants } from './encounters.ts';
import { esiaSimulatorMutants } from './esiaSimulator.ts';
import { esiaMutants } from './esia.ts';
import { esiaWindowMutants } from './esiaWindow.ts';
import { faultsMutants } from './faults.ts';
import { fhirMutants } from './fhir.ts';
import { frameMutants } from './frame.ts';
import { keysMutants } from './keys.ts';
import { kioskMutants } from './kiosk.ts';
import { kioskFeaturesMutants } from './kioskFeatures.ts';
import { leasesMutants } from './leases.ts';
import { locksMutants } from './locks.ts';
import type { Mutant } from './mutant.ts';
import { noticesMutants } from './notices.ts';
import { ordersMutants } from './orders.ts';
import { ordersDeviceMutants } from './ordersDevice.ts';
import { outboxMutants } from './outbox.ts';
import { ownDataMutants } from './ownData.ts';
import { papersMutants } from './papers.ts';
import { pullMutants } from './pull.ts';
import { registrationMutants } from './registration.ts';
import { registrationKioskMutants } from './registrationKiosk.ts';
import { releaseMutants } from './release.ts';
import { representativesMutants } from './representatives.ts';
import { restoreMutants } from './restore.ts';
import { resultScreensMutants } from './resultScreens.ts';
import { resultsMutants } from './results.ts';
import { resultsDeviceMutants } from './resultsDevice.ts';
import { sealsMutants } from './seals.ts';
import { serverMutants } from './server.ts';
import { staffDeskMutants } from './staffDesk.ts';
import { staffDoorMutants } from './staffDoor.ts';
import { strictnessMutants } from './strictness.ts';
import { syncMutants } from './sync.ts';
import { waitingMutants } from './waiting.ts';

/** Every mutant, by area. A new area is one import and one line. */
export const mutantsByArea: Readonly<Record<string, readonly Mutant[]>> = {
  accountScreens: accountScreensMutants,
  actingFor: actingForMutants,
  account: accountMutants,
  booking: bookingMutants,
  calls: callsMutants,
  checkIn: checkInMutants,
  content: contentMutants,
  deletion: deletionMutants,
  deskScreens: deskScreensMutants,
  deviceLeases: deviceLeasesMutants,
  conflicts: conflictsMutants,
  counters: countersMutants,
  documents: documentsMutants,
  durability: durabilityMutants,
  encounters: encountersMutants,
  esiaSimulator: esiaSimulatorMutants,
  esia: esiaMutants,
  esiaWindow: esiaWindowMutants,
  faults: faultsMutants,
  fhir: fhirMutants,
  frame: frameMutants,
  keys: keysMutants,
  kiosk: kioskMutants,
  kioskFeatures: kioskFeaturesMutants,
  leases: leasesMutants,
  locks: locksMutants,
  notices: noticesMutants,
  orders: ordersMutants,
  ordersDevice: ordersDeviceMutants,
  outbox: outboxMutants,
  ownData: ownDataMutants,
  papers: papersMutants,
  pull: pullMutants,
  registration: registrationMutants,
  registrationKiosk: registrationKioskMutants,
  release: releaseMutants,
  representatives: representativesMutants,
  restore: restoreMutants,
  resultScreens: resultScreensMutants,
  results: resultsMutants,
  resultsDevice: resultsDeviceMutants,
  seals: sealsMutants,
  server: serverMutants,
  staffDesk: staffDeskMutants,
  staffDoor: staffDoorMutants,
  strictness: strictnessMutants,
  sync: syncMutants,
  waiting: waitingMutants,
};
