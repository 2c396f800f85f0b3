/** Names of the wire: systems, extensions, headers, operations. docs/wire.md explains each; server and device both import them from here. */

const base = 'https://kabinet.example/fhir';

export const systems = {
  /** Identifier: slip number, `<device code>-<counter>`. For people only, never a key. */
  appointmentNumber: `${base}/sid/appointment-number`,
  /** Identifier of an Appointment: number in the queue of its office on its day, `017`, given at the check-in (row S8). */
  queueNumber: `${base}/sid/queue-number`,
  cardNumber: `${base}/sid/card-number`,
  /** СНИЛС by its registered OID. */
  snils: 'urn:oid:1.2.643.100.3',
  speciality: `${base}/CodeSystem/speciality`,
  qualification: `${base}/CodeSystem/qualification`,
  /** Russian nomenclature of medical services (order 804n). */
  nomenclature: 'urn:oid:1.2.643.5.1.13.13.11.1070',
  serviceCategory: `${base}/CodeSystem/service-category`,
  cancelReason: `${base}/CodeSystem/cancel-reason`,
  noticeKind: `${base}/CodeSystem/notice-kind`,
  /** DocumentReference.type and Consent.category: which of the clinic's own documents it is, `terms` or `consent`. */
  documentKind: `${base}/CodeSystem/document-kind`,
  /** DocumentReference.identifier of a published document: its version, `2026-03`. */
  documentVersion: `${base}/sid/document-version`,
  /** Consent.provision.purpose: the purposes the consent itself names. */
  consentPurpose: `${base}/CodeSystem/consent-purpose`,
  /** RelatedPerson.relationship: `PRN` parent, `GUARD` guardian, `POWATT` power of attorney. HL7's own. */
  roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  /** DiagnosticReport.category: `LAB` laboratory, `RAD` imaging. HL7's own. */
  diagnosticService: 'http://terminology.hl7.org/CodeSystem/v2-0074',
  /** Encounter.class: `AMB`, a visit to the clinic. HL7's own. */
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  /** Observation.code: which analyte it is; a trend joins what has one code. DocumentReference.type of a visit's document. */
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  /** Observation.interpretation: `N`, `L`, `H`, `LL`, `HH`, `A`. HL7's own. */
  interpretation: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  /** DiagnosticReport.meta.tag `seen`: the patient has opened it. */
  seen: `${base}/CodeSystem/seen`,
  /** ServiceRequest.requisition: number of the pre-order its lines belong to, `З90-0001`. For people only. */
  orderNumber: `${base}/sid/order-number`,
  /** Task.code: what it asks of the patient; `slot-offer` is a freed time offered to one on the waiting list (row S6). */
  taskKind: `${base}/CodeSystem/task-kind`,
  /** AuditEvent.subtype: what happened to the record (row D4); its codes are `AccessDeed` of shared/features/ownData.ts. */
  accessDeed: `${base}/CodeSystem/access-deed`,
  /** AuditEvent.agent.role: `self`, `representative`, `staff`, `system`. */
  accessAgent: `${base}/CodeSystem/access-agent`,
  /** AuditEvent.agent.role of a member of staff: `registrar`, `seniorRegistrar`, `administrator`. */
  staffRole: `${base}/CodeSystem/staff-role`,
  /** Task.reasonCode of a conflict case (row W5); its codes are `ConflictKind` of shared/features/conflicts.ts. */
  conflictKind: `${base}/CodeSystem/conflict-kind`,
  /** Task.input.type and Task.output.type of a conflict case. */
  conflictPart: `${base}/CodeSystem/conflict-part`,
  /** `OperationOutcome.issue.details.coding.system`; its codes are the refusals of shared/features. */
  refusal: `${base}/CodeSystem/refusal`,
} as const;

export const extensions = {
  /** Standard FHIR translation: `{lang, content}` on `_name`, `_display`, `_contentString`, `_title`, `_text`. */
  translation: 'http://hl7.org/fhir/StructureDefinition/translation',
  /** Location (room): `valueInteger`. */
  floor: `${base}/StructureDefinition/floor`,
  /** Appointment: sign-in under which it was made, `valueString`. */
  signIn: `${base}/StructureDefinition/sign-in`,
  /** Consent: member of staff before whom the sheet of paper was signed, `valueString`. */
  recordedBy: `${base}/StructureDefinition/recorded-by`,
  /** Appointment: code of the first-visit service, so the slip can name its price, `valueCoding`. */
  service: `${base}/StructureDefinition/service`,
  /** Appointment: price in force when it was booked, `valueMoney`. */
  price: `${base}/StructureDefinition/price`,
  /** Appointment: the word of the server by which it has its time, `valueString`, decimal digits (row O2). Of two that prove one time theirs, the later word has it. */
  word: `${base}/StructureDefinition/word`,
  /** Communication (notice): from when until when it is shown, `valuePeriod`; either end may be missing. */
  shown: `${base}/StructureDefinition/shown`,
  /** Attachment: SHA-256 of the exact bytes, lower hex, `valueString`. R4's own `hash` is SHA-1. */
  sha256: `${base}/StructureDefinition/sha-256`,
  /** ServiceRequest: how far the pre-order is, `valueCode` `sent`, `confirmed`, `ready`, `done`, `cancelled` (row P2). */
  orderState: `${base}/StructureDefinition/order-state`,
  /** Appointment `waitlist`: the part of the day that suits, `valueCode` `morning`, `afternoon`, `evening`; absent: any (row S6). */
  partOfDay: `${base}/StructureDefinition/part-of-day`,
  /** ActivityDefinition: one rule of preparation, `valueString` JSON of shared/lib/preparation.ts (row P2). */
  preparation: `${base}/StructureDefinition/preparation`,
  /** Standard FHIR on `_value` of a Quantity: digits after the comma, `valueInteger`, where a program has lost the zeros of `5.20`. */
  precision: 'http://hl7.org/fhir/StructureDefinition/quantity-precision',
  /** Slot, or Schedule for its times that say nothing themselves: kept for devices of a kind (`valueCode` `reception`, `kiosk`, `satellite`) or of an office (`valueReference` Location); repeated (row S9). */
  openTo: `${base}/StructureDefinition/open-to`,
  /** CapabilityStatement.rest: the feed a device may follow here, `valueCode`. */
  feed: `${base}/StructureDefinition/feed`,
  /** Bundle.entry `DELETE` of a feed: the row is not removed, it left what this device may read, `valueBoolean` true. */
  leftScope: `${base}/StructureDefinition/left-scope`,
} as const;

export const headers = {
  wire: 'kabinet-wire',
  epoch: 'kabinet-epoch',
  /** The device's own bearer token, beside `Authorization` when that carries a patient's. */
  device: 'kabinet-device',
  /** Sign-in id under which an outbox entry was made. */
  signIn: 'kabinet-sign-in',
  idempotencyKey: 'idempotency-key',
  /** Which command of this device it is, counted on its disk: the same number with another key is a copy of that disk (row O6). */
  sequence: 'kabinet-sequence',
  /** `no`: whoever made the command of this outbox entry is not in front of the device any more. A refusal becomes a case (row W5). */
  attended: 'kabinet-attended',
  /** When it was made, epoch milliseconds by the device's clock; sent beside `attended`. */
  madeAt: 'kabinet-made-at',
  /** Server time, epoch milliseconds, on every answer: how a device measures its clock. */
  serverTime: 'kabinet-server-time',
} as const;

/** Raised when an old device and a new server would misread each other. Below the server's minimum it answers 426. */
export const wireVersion = 1;

/** So many wires before the newest one a server still speaks: devices are updated in weeks, not in a night. */
export const keptWires = 2;

export const oldestWire = (newest: number): number => Math.max(1, newest - keptWires);

/** Shared types a device reads with its own token; rows of every other type belong to a patient. */
export const sharedTypes = [
  'Organization',
  'Location',
  'Practitioner',
  'PractitionerRole',
  'HealthcareService',
  'Schedule',
  'Slot',
  'ActivityDefinition',
  'ChargeItemDefinition',
  'Communication',
  'DocumentReference',
] as const;
export type SharedType = (typeof sharedTypes)[number];

/** What a patient's token reads: the own compartment. A DocumentReference without a subject is one of the clinic's own documents, the others are somebody's. */
export const personalTypes = ['Patient', 'Appointment', 'Consent', 'DocumentReference', 'RelatedPerson', 'DiagnosticReport', 'Observation', 'ServiceRequest', 'Task', 'Encounter', 'ChargeItem'] as const;
export type PersonalType = (typeof personalTypes)[number];
