import { randomUUID } from 'node:crypto';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Resource } from './clinicResources.ts';

export const english = (text: string) => ({ extension: [{ url: extensions.translation, extension: [{ url: 'lang', valueCode: 'en' }, { url: 'content', valueString: text }] }] });

/** What a test cares about is given over it. */
export function observation(patientId: Id, at: Instant, over: object = {}): Resource {
  return {
    resourceType: 'Observation',
    id: randomUUID(),
    status: 'final',
    subject: { reference: `Patient/${patientId}` },
    code: { coding: [{ system: systems.loinc, code: '3016-3' }], text: 'ТТГ', _text: english('TSH') },
    effectiveDateTime: toWire(at),
    valueQuantity: { value: 4.8, unit: 'мМЕ/л', _unit: english('mIU/L'), system: systems.ucum, code: 'm[IU]/L' },
    referenceRange: [{ low: { value: 0.4 }, high: { value: 4 } }],
    ...over,
  };
}

/** A report whose values were taken four hours before it was released. */
export function report(patientId: Id, releasedAt: Instant, results: readonly Resource[], over: object = {}): Resource {
  return {
    resourceType: 'DiagnosticReport',
    id: randomUUID(),
    meta: { versionId: '1' },
    status: 'final',
    category: [{ coding: [{ system: systems.diagnosticService, code: 'LAB' }] }],
    code: { text: 'Гормоны щитовидной железы', _text: english('Thyroid hormones') },
    subject: { reference: `Patient/${patientId}` },
    issued: toWire(releasedAt),
    result: results.map(({ id }) => ({ reference: `Observation/${id}` })),
    ...over,
  };
}
