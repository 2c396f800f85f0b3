import type { ServedType } from './types.ts';

/** How a search parameter looks at a resource. Paths: `a[].b` walks arrays. The CapabilityStatement is made from this table. */
export type Rule =
  /** A code, boolean or uri at the top of the resource. */
  | { readonly kind: 'code'; readonly field: string; readonly type: 'token' | 'uri' }
  | { readonly kind: 'coding'; readonly path: string }
  | { readonly kind: 'identifier'; readonly path: string }
  | { readonly kind: 'contact'; readonly system: 'phone' | 'email' | null }
  /** JSON paths of texts; a search finds what begins with the value, ё as е, in any case. */
  | { readonly kind: 'string'; readonly paths: readonly string[] }
  /** `point` holds a full instant; otherwise a date of any precision or, with `to`, a period. */
  | { readonly kind: 'date'; readonly from: string; readonly to: string; readonly point: boolean }
  | { readonly kind: 'reference'; readonly path: string; readonly targets: readonly string[] };

const code = (field: string): Rule => ({ kind: 'code', field, type: 'token' });
const uri = (field: string): Rule => ({ kind: 'code', field, type: 'uri' });
const coding = (path: string): Rule => ({ kind: 'coding', path });
const text = (...paths: string[]): Rule => ({ kind: 'string', paths });
const point = (field: string): Rule => ({ kind: 'date', from: `r.content->>'${field}'`, to: `r.content->>'${field}'`, point: true });
const date = (field: string): Rule => ({ kind: 'date', from: `r.content->>'${field}'`, to: `r.content->>'${field}'`, point: false });
const period = (field: string): Rule => ({
  kind: 'date',
  from: `r.content->'${field}'->>'start'`,
  to: `r.content->'${field}'->>'end'`,
  point: false,
});
const reference = (path: string, ...targets: string[]): Rule => ({ kind: 'reference', path, targets });

const identifier: Rule = { kind: 'identifier', path: 'identifier[]' };
const people = {
  name: text('$.name[*].family', '$.name[*].given[*]', '$.name[*].text'),
  family: text('$.name[*].family'),
  given: text('$.name[*].given[*]'),
  telecom: { kind: 'contact', system: null },
  phone: { kind: 'contact', system: 'phone' },
  email: { kind: 'contact', system: 'email' },
} as const satisfies Record<string, Rule>;

export const searchParameters: Readonly<Record<ServedType, Readonly<Record<string, Rule>>>> = {
  Organization: { identifier, active: code('active'), name: text('$.name', '$.alias[*]'), partof: reference('partOf', 'Organization') },
  Location: {
    identifier,
    status: code('status'),
    name: text('$.name', '$.alias[*]'),
    address: text('$.address.text', '$.address.line[*]', '$.address.city'),
    type: coding('type[].coding[]'),
    organization: reference('managingOrganization', 'Organization'),
    partof: reference('partOf', 'Location'),
  },
  Practitioner: { identifier, ...people, active: code('active'), gender: code('gender') },
  PractitionerRole: {
    identifier,
    active: code('active'),
    practitioner: reference('practitioner', 'Practitioner'),
    organization: reference('organization', 'Organization'),
    location: reference('location[]', 'Location'),
    service: reference('healthcareService[]', 'HealthcareService'),
    specialty: coding('specialty[].coding[]'),
    role: coding('code[].coding[]'),
  },
  HealthcareService: {
    identifier,
    active: code('active'),
    name: text('$.name'),
    organization: reference('providedBy', 'Organization'),
    location: reference('location[]', 'Location'),
    specialty: coding('specialty[].coding[]'),
    'service-type': coding('type[].coding[]'),
  },
  Schedule: {
    identifier,
    active: code('active'),
    actor: reference('actor[]', 'PractitionerRole', 'Practitioner', 'Location', 'HealthcareService', 'Patient', 'Device', 'RelatedPerson'),
    date: period('planningHorizon'),
    specialty: coding('specialty[].coding[]'),
  },
  Slot: {
    identifier,
    status: code('status'),
    start: point('start'),
    schedule: reference('schedule', 'Schedule'),
    specialty: coding('specialty[].coding[]'),
  },
  Appointment: {
    identifier,
    status: code('status'),
    date: point('start'),
    slot: reference('slot[]', 'Slot'),
    actor: reference(
      'participant[].actor',
      'Patient',
      'PractitionerRole',
      'Practitioner',
      'Location',
      'HealthcareService',
      'Device',
      'RelatedPerson',
    ),
    patient: reference('participant[].actor', 'Patient'),
    practitioner: reference('participant[].actor', 'Practitioner'),
    location: reference('participant[].actor', 'Location'),
    specialty: coding('specialty[].coding[]'),
  },
  Communication: { identifier, status: code('status'), category: coding('category[].coding[]'), sent: date('sent') },
  ActivityDefinition: {
    identifier,
    status: code('status'),
    url: uri('url'),
    name: text('$.name'),
    title: text('$.title'),
    date: date('date'),
    effective: period('effectivePeriod'),
    topic: coding('topic[].coding[]'),
    code: coding('code.coding[]'),
  },
  ChargeItemDefinition: {
    identifier,
    status: code('status'),
    url: uri('url'),
    title: text('$.title'),
    date: date('date'),
    effective: period('effectivePeriod'),
    code: coding('code.coding[]'),
  },
  DocumentReference: {
    identifier,
    status: code('status'),
    type: coding('type.coding[]'),
    date: date('date'),
    period: { kind: 'date', from: `r.content->'context'->'period'->>'start'`, to: `r.content->'context'->'period'->>'end'`, point: false },
    encounter: reference('context.encounter[]', 'Encounter', 'EpisodeOfCare'),
    patient: reference('subject', 'Patient'),
    subject: reference('subject', 'Patient', 'Practitioner', 'Group', 'Device'),
  },
  Consent: {
    identifier,
    status: code('status'),
    scope: coding('scope.coding[]'),
    category: coding('category[].coding[]'),
    date: date('dateTime'),
    patient: reference('patient', 'Patient'),
  },
  RelatedPerson: {
    identifier,
    ...people,
    active: code('active'),
    gender: code('gender'),
    birthdate: date('birthDate'),
    relationship: coding('relationship[].coding[]'),
    patient: reference('patient', 'Patient'),
  },
  DiagnosticReport: {
    identifier,
    status: code('status'),
    category: coding('category[].coding[]'),
    code: coding('code.coding[]'),
    issued: date('issued'),
    date: date('effectiveDateTime'),
    result: reference('result[]', 'Observation'),
    encounter: reference('encounter', 'Encounter'),
    patient: reference('subject', 'Patient'),
    subject: reference('subject', 'Patient', 'Group', 'Device', 'Location'),
  },
  Observation: {
    identifier,
    status: code('status'),
    category: coding('category[].coding[]'),
    code: coding('code.coding[]'),
    date: date('effectiveDateTime'),
    patient: reference('subject', 'Patient'),
    subject: reference('subject', 'Patient', 'Group', 'Device', 'Location'),
  },
  ServiceRequest: {
    identifier,
    status: code('status'),
    intent: code('intent'),
    requisition: { kind: 'identifier', path: 'requisition' },
    code: coding('code.coding[]'),
    authored: date('authoredOn'),
    patient: reference('subject', 'Patient'),
    subject: reference('subject', 'Patient', 'Group', 'Device', 'Location'),
  },
  Encounter: {
    identifier,
    status: code('status'),
    class: coding('class'),
    type: coding('type[].coding[]'),
    date: period('period'),
    appointment: reference('appointment[]', 'Appointment'),
    participant: reference('participant[].individual', 'Practitioner', 'PractitionerRole', 'RelatedPerson'),
    location: reference('location[].location', 'Location'),
    patient: reference('subject', 'Patient'),
    subject: reference('subject', 'Patient', 'Group'),
  },
  ChargeItem: {
    identifier,
    code: coding('code.coding[]'),
    context: reference('context', 'Encounter', 'EpisodeOfCare'),
    occurrence: date('occurrenceDateTime'),
    patient: reference('subject', 'Patient'),
    subject: reference('subject', 'Patient', 'Group'),
  },
  Task: {
    identifier,
    status: code('status'),
    code: coding('code.coding[]'),
    'authored-on': date('authoredOn'),
    focus: reference('focus', 'Slot'),
    'based-on': reference('basedOn[]', 'Appointment'),
    patient: reference('for', 'Patient'),
    subject: reference('for', 'Patient'),
  },
  Patient: { identifier, ...people, active: code('active'), gender: code('gender'), birthdate: date('birthDate') },
};

/** FHIR's name for the kind of a parameter, as the CapabilityStatement says it. */
export function kindOf(rule: Rule): 'token' | 'uri' | 'string' | 'date' | 'reference' {
  if (rule.kind === 'code') return rule.type;
  if (rule.kind === 'string' || rule.kind === 'date' || rule.kind === 'reference') return rule.kind;
  return 'token';
}
