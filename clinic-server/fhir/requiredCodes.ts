/** Codes of the R4 value sets that elements of our types are bound to with strength `required`, by the last part of the set's URL. */
const sets: Readonly<Record<string, string>> = {
  'address-use': 'home work temp old billing',
  'address-type': 'postal physical both',
  'quantity-comparator': '< <= >= >',
  'identifier-use': 'usual official temp secondary old',
  'contact-point-system': 'phone fax email pager url sms other',
  'contact-point-use': 'home work temp old mobile',
  'name-use': 'usual official temp nickname anonymous old maiden',
  'days-of-week': 'mon tue wed thu fri sat sun',
  'event-timing':
    'MORN MORN.early MORN.late NOON AFT AFT.early AFT.late EVE EVE.early EVE.late NIGHT PHS HS WAKE C CM CD CV AC ACM ACD ACV PC PCM PCD PCV',
  'units-of-time': 's min h d wk mo a',
  'contributor-type': 'author editor reviewer endorser',
  'sort-direction': 'ascending descending',
  'operation-parameter-use': 'in out',
  'related-artifact-type': 'documentation justification citation predecessor successor derived-from depends-on composed-of',
  'trigger-type': 'named-event periodic data-changed data-added data-modified data-removed data-accessed data-access-ended',
  'narrative-status': 'generated extensions additional empty',
  'administrative-gender': 'male female other unknown',
  'link-type': 'replaced-by replaces refer seealso',
  'location-status': 'active suspended inactive',
  'location-mode': 'instance kind',
  slotstatus: 'busy free busy-unavailable busy-tentative entered-in-error',
  appointmentstatus: 'proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist',
  participantrequired: 'required optional information-only',
  participationstatus: 'accepted declined tentative needs-action',
  'event-status': 'preparation in-progress not-done on-hold stopped completed entered-in-error unknown',
  'request-priority': 'routine urgent asap stat',
  'publication-status': 'draft active retired unknown',
  'request-resource-types':
    'Appointment AppointmentResponse CarePlan Claim CommunicationRequest Contract DeviceRequest EnrollmentRequest ImmunizationRecommendation MedicationRequest NutritionOrder ServiceRequest SupplyRequest Task VisionPrescription',
  'request-intent': 'proposal plan directive order original-order reflex-order filler-order instance-order option',
  'action-participant-type': 'patient practitioner related-person device',
  'document-reference-status': 'current superseded entered-in-error',
  'composition-status': 'preliminary final amended entered-in-error',
  'document-relationship-type': 'replaces transforms signs appends',
  'consent-state-codes': 'draft proposed active rejected inactive entered-in-error',
  'consent-provision-type': 'deny permit',
  'consent-data-meaning': 'instance related dependents authoredby',
  'diagnostic-report-status': 'registered partial preliminary final amended corrected appended cancelled entered-in-error unknown',
  'observation-status': 'registered preliminary final amended corrected cancelled entered-in-error unknown',
  'request-status': 'draft active on-hold revoked completed entered-in-error unknown',
  'encounter-status': 'planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown',
  'encounter-location-status': 'planned active reserved completed',
  'chargeitem-status': 'planned billable not-billable aborted billed entered-in-error unknown',
  'task-status': 'draft requested received accepted rejected ready cancelled in-progress on-hold failed completed entered-in-error',
  'task-intent': 'unknown proposal plan order original-order reflex-order filler-order instance-order option',
  'invoice-priceComponentType': 'base surcharge deduction discount tax informational',
};

/** Sets too large to list, by the form every one of their codes has. */
const forms: Readonly<Record<string, RegExp>> = {
  currencies: /^[A-Z]{3}$/,
  mimetypes: /^[a-z]+\/[^\s]+$/,
  'all-types': /^[A-Za-z][A-Za-z0-9]*$/,
};

/** The check for codes of a value set, or null when we know nothing about it. */
export function codeCheck(valueSet: string): ((code: unknown) => boolean) | null {
  const name = valueSet.split('|')[0]?.split('/').at(-1) ?? '';
  const form = forms[name];
  if (form) return (code) => typeof code === 'string' && form.test(code);
  const listed = sets[name];
  if (listed === undefined) return null;
  const codes: ReadonlySet<unknown> = new Set(listed.split(' '));
  return (code) => codes.has(code);
}
