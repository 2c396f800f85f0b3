import { randomUUID } from 'node:crypto';
import type { DiagnosticReport, Observation } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Ask, Answer } from './fhirClient.ts';

export type ResultState = 'never' | 'registered' | 'cancelled' | 'unnamed' | 'released' | 'amended' | 'grown' | 'back' | 'removed' | 'removedUnseen' | 'halfBack';
export const resultStates: readonly ResultState[] = ['never', 'registered', 'cancelled', 'unnamed', 'released', 'amended', 'grown', 'back', 'removed', 'removedUnseen', 'halfBack'];

/** One report with a value and a file, in one of the states it can come to, with words in it that are nowhere else. */
export interface ResultCase {
  readonly owner: string;
  readonly state: ResultState;
  readonly report: string;
  readonly observation: string;
  readonly file: string;
  /** What a patient whose it is may read now; null when nothing. */
  readonly readable: string | null;
  /** Words of versions and states nobody but the clinic may read. */
  readonly closed: readonly string[];
}

const day = '2026-03-02T08:20:00+03:00';

export function observationOf(owner: string, id: string, word: string): Observation & { id: string } {
  return {
    ...{ resourceType: 'Observation', id, status: 'final', identifier: [{ value: word }], category: [{ coding: [{ code: word }] }], code: { coding: [{ system: systems.loinc, code: '3016-3' }], text: word } },
    ...{ subject: { reference: `Patient/${owner}` }, effectiveDateTime: day, valueString: word },
  };
}

export function reportOf(owner: string, id: string, word: string, status: DiagnosticReport['status'], names: { observation?: string; file?: string }): DiagnosticReport & { id: string } {
  return {
    ...{ resourceType: 'DiagnosticReport', id, status, identifier: [{ value: word }], category: [{ coding: [{ system: systems.diagnosticService, code: 'LAB' }] }], code: { text: word }, subject: { reference: `Patient/${owner}` } },
    ...{ effectiveDateTime: day, issued: '2026-03-03T12:00:00+03:00', conclusion: word },
    ...(names.observation ? { result: [{ reference: `Observation/${names.observation}` }] } : {}),
    ...(names.file ? { presentedForm: [{ contentType: 'application/pdf', url: `Binary/${names.file}` }] } : {}),
  };
}

export const binaryOf = (owner: string, id: string, word: string) => ({
  ...{ resourceType: 'Binary', id, contentType: 'application/pdf', securityContext: { reference: `Patient/${owner}` } },
  data: Buffer.from(`%PDF-1.7\n${word}\n%%EOF`).toString('base64'),
});

/** Brings a case into its state the way a clinic's own system would: by plain FHIR. */
export async function makeCase(system: Ask, owner: string, state: ResultState): Promise<ResultCase> {
  const [report, observation, file, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const word = (which: string): string => `w${owner.slice(0, 8)}${state}${which}`;
  const done = async (asked: Promise<Answer>): Promise<void> => {
    const { status, body } = await asked;
    if (status >= 300) throw new Error(`${state}: ${status} ${JSON.stringify(body)}`);
  };
  const names = { observation, file };
  const put = (resource: { resourceType: string; id: string }) => done(system('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource));
  const tell = (status: DiagnosticReport['status'], which: string) => put(reportOf(owner, report, word(which), status, names));
  const made = (readable: string | null, closed: readonly string[]): ResultCase => ({ owner, state, report, observation, file, readable, closed });
  const [early, late] = [word('Early'), word('Late')];
  await put(binaryOf(owner, file, early));
  await put(observationOf(owner, observation, early));
  switch (state) {
    case 'unnamed':
      await put(reportOf(owner, report, early, 'preliminary', {}));
      return made(null, [early]);
    case 'never':
    case 'registered':
    case 'cancelled':
      await tell(state === 'never' ? 'preliminary' : state, 'Early');
      return made(null, [early]);
    case 'released':
      await tell('final', 'Early');
      return made(early, []);
    case 'amended':
      await tell('final', 'Early');
      await tell('amended', 'Early');
      return made(early, []);
    case 'grown':
      // The observation is another one than the draft's, so that its words too must stay where they are.
      await tell('preliminary', 'Early');
      await put(observationOf(owner, other, late));
      await put(reportOf(owner, report, late, 'final', { observation: other }));
      return { ...made(late, [early]), observation: other };
    case 'back':
      await tell('final', 'Early');
      await tell('entered-in-error', 'Early');
      return made(null, [early]);
    case 'removed':
    case 'removedUnseen':
      await tell(state === 'removed' ? 'final' : 'partial', 'Early');
      await done(system('DELETE', `/fhir/DiagnosticReport/${report}`));
      return made(null, [early]);
    case 'halfBack':
      // Two reports name the value, one is taken back: the value stays, the report goes.
      await put(reportOf(owner, other, early, 'final', { observation, file }));
      await tell('final', 'Late');
      await tell('entered-in-error', 'Late');
      return { ...made(early, [late]), report: other };
  }
}
