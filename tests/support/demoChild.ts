import type { DemoClinic } from './demoClinic.ts';
import { at, client } from './fhirClient.ts';

export interface DemoChild {
  readonly id: string;
  /** Number of the card, `А-000123`. */
  readonly card: string;
  readonly family: string;
  readonly given: string;
  readonly patronymic: string;
}

/** Somebody of the demo who is not yet of the age at which children come by themselves. */
export async function someChild({ server, systemToken }: Pick<DemoClinic, 'server' | 'systemToken'>): Promise<DemoChild> {
  const born = `${String(new Date().getFullYear() - 10)}-01-01`;
  const { body } = await client(server, systemToken)('GET', `/fhir/Patient?birthdate=gt${born}&_count=1`);
  const found = (...path: readonly (string | number)[]): string => String(at(body, 'entry', 0, 'resource', ...path));
  return { id: found('id'), card: found('identifier', 0, 'value'), family: found('name', 0, 'family'), given: found('name', 0, 'given', 0), patronymic: found('name', 0, 'given', 1) };
}
