import * as z from 'zod';
import { Beside, codingOf, idIn, localText, Reference } from '../../../shared/fhir/fields.ts';
import { systems } from '../../../shared/fhir/names.ts';
import type { ResultFlag } from '../../../shared/features/results.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { LocalText } from '../../../shared/lib/localText.ts';
import { localLine, longest, plainLine } from '../../sync/plainText.ts';
import { Concept, soft, timeOf } from '../../sync/wireFields.ts';
import { readRanges } from './ranges.ts';
import { Quantity, quantityUnit, quantityValue, textValue, type ReadValue } from './readValue.ts';
import type { ObservationRow } from './store.ts';

const Ratio = z.object({ numerator: soft(Quantity), denominator: soft(Quantity) });

const Observation = z.object({
  id: Id,
  status: z.string(),
  subject: soft(Reference),
  code: soft(Concept),
  effectiveDateTime: soft(z.string()),
  valueQuantity: soft(Quantity),
  valueString: soft(z.string()),
  _valueString: soft(Beside),
  valueCodeableConcept: soft(Concept),
  valueInteger: soft(z.int()),
  valueRatio: soft(Ratio),
  referenceRange: soft(z.array(z.unknown())),
  interpretation: soft(z.array(z.unknown())),
});
type Observation = z.infer<typeof Observation>;

/** A value is shown only when it is meant to last; of the others the patient sees that there is none. */
const settled: ReadonlySet<string> = new Set(['final', 'amended', 'corrected']);

const flags: Readonly<Record<string, ResultFlag>> = {
  N: 'normal', L: 'low', LU: 'low', H: 'high', HU: 'high', LL: 'criticalLow', HH: 'criticalHigh', A: 'abnormal', AA: 'abnormal',
};

const absent: ReadValue = { kind: 'absent', number: null, digits: null, comparator: null, text: null };

/** Null for an observation of nobody. Throws only when there is no resource to speak of. */
export function readObservation(content: unknown): ObservationRow | null {
  const resource = Observation.parse(content);
  const patientId = idIn(resource.subject, 'Patient');
  if (patientId === undefined) return null;
  const value = settled.has(resource.status) ? valueOf(resource) : absent;
  const { unit, unitKey } = quantityUnit(resource.valueQuantity);
  return {
    ...{ id: resource.id, patientId, code: codeOf(resource.code), name: nameOf(resource.code), at: timeOf(resource.effectiveDateTime) },
    ...{ ...value, unit, unitKey, ranges: readRanges(resource.referenceRange ?? [], resource.valueQuantity === undefined ? null : unitKey) },
    flag: value.kind === 'absent' ? null : flagOf(resource.interpretation),
  };
}

function valueOf({ valueQuantity, valueString, _valueString, valueCodeableConcept, valueInteger, valueRatio }: Observation): ReadValue {
  if (valueQuantity !== undefined) return quantityValue(valueQuantity);
  if (valueString !== undefined) return textValue(localText(valueString, _valueString));
  if (valueInteger !== undefined) return { ...absent, kind: 'number', number: valueInteger, digits: 0 };
  if (valueRatio !== undefined) return ratioValue(valueRatio);
  const coding = valueCodeableConcept?.coding?.find(({ display }) => display !== undefined);
  const said = valueCodeableConcept?.text === undefined ? localText(coding?.display ?? '', coding?._display) : localText(valueCodeableConcept.text, valueCodeableConcept._text);
  return textValue(said);
}

/** `1:64`, as titres are written. */
function ratioValue({ numerator, denominator }: z.infer<typeof Ratio>): ReadValue {
  const [over, under] = [numerator, denominator].map((part) => (part === undefined ? absent : quantityValue(part)));
  if (over?.kind !== 'number' || under?.kind !== 'number') return absent;
  const text = `${over.comparator ?? ''}${over.number}:${under.number}`;
  return textValue({ ru: text, en: null });
}

/** LOINC or the nomenclature, or else the clinic's own: by what the values of years are one analyte. */
function codeOf(concept: Concept | undefined): string | null {
  const known = codingOf(concept, systems.loinc)?.code ?? codingOf(concept, systems.nomenclature)?.code;
  const own = concept?.coding?.find(({ system, code }) => system !== undefined && code !== undefined);
  const code = known ?? (own && `${own.system}|${own.code}`);
  return code !== undefined && /^[\x21-\x7E]{1,100}$/.test(code) ? code : null;
}

function nameOf(concept: Concept | undefined): LocalText {
  const coding = concept?.coding?.find(({ display }) => display !== undefined);
  const code = concept?.coding?.find((one) => one.code !== undefined)?.code;
  return (
    localLine(concept?.text, concept?._text, longest.name) ??
    localLine(coding?.display, coding?._display, longest.name) ?? { ru: plainLine(code ?? '', longest.name) ?? '', en: null }
  );
}

/** The laboratory's own word; a code we do not know says nothing. */
function flagOf(interpretation: readonly unknown[] | undefined): ResultFlag | null {
  const code = codingOf(Concept.safeParse(interpretation?.[0]).data, systems.interpretation)?.code ?? '';
  return Object.hasOwn(flags, code) ? (flags[code] ?? null) : null;
}
