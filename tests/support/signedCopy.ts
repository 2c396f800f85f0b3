import { createHash, randomUUID } from 'node:crypto';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';

interface Copy {
  readonly patientId: Id;
  readonly bytes: Buffer;
  readonly binaryId?: Id;
  readonly date?: string;
  readonly language?: string;
  readonly status?: string;
}

/** The DocumentReference of a signed document's copy, as docs/wire.md describes it. */
export function signedCopy({ patientId, bytes, binaryId = randomUUID(), date = '2026-02-01T10:00:00+03:00', language = 'ru', status = 'current' }: Copy) {
  const attachment = {
    ...{ contentType: 'application/pdf', language, url: `Binary/${binaryId}`, size: bytes.length, title: language === 'ru' ? 'Условия' : 'Terms' },
    extension: [{ url: extensions.sha256, valueString: createHash('sha256').update(bytes).digest('hex') }],
  };
  return {
    ...{ resourceType: 'DocumentReference', id: randomUUID(), status, date, content: [{ attachment }] },
    identifier: [{ system: systems.documentVersion, value: '2026-01' }],
    type: { coding: [{ system: systems.documentKind, code: 'terms' }] },
    subject: { reference: `Patient/${patientId}` },
  };
}
