import { hostileTexts } from './hostileTexts.ts';
import { client, entries, link, type Ask } from './fhirClient.ts';
import type { DemoClinic } from './demoClinic.ts';

interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

async function all(ask: Ask, type: string): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for (let path: string | null = `/fhir/${type}?_count=200`; path !== null; ) {
    const answer = await ask('GET', path);
    found.push(...entries(answer).flatMap(({ resource }) => (resource ? [resource as Resource] : [])));
    path = link(answer, 'next');
  }
  return found;
}

/** What one resource would hold if somebody had written a program into every text a screen shows. `next` gives the next one. */
const poisoned: Readonly<Record<string, (resource: Resource, next: () => string) => object>> = {
  // The doctor the tests ask for keeps family and given name, or nobody would find her.
  Practitioner: (resource, next) => {
    const [name] = resource['name'] as [{ family: string; given: string[] }];
    return { name: [name.family.startsWith('Смирнова') ? { family: name.family, given: [name.given[0], `${name.given[1]} ${next()}`] } : { family: next(), given: [next(), next()] }] };
  },
  ActivityDefinition: (_resource, next) => ({ title: next(), _title: undefined }),
  HealthcareService: (_resource, next) => ({ name: next(), _name: undefined }),
  Location: (resource, next) => ({ name: next(), _name: undefined, ...(resource['address'] ? { address: { text: next() } } : {}) }),
  Organization: (_resource, next) => ({ name: next(), _name: undefined }),
  Communication: (_resource, next) => ({ payload: [{ contentString: next() }] }),
};

export interface Poisoned {
  /** Texts written, by the type of resource that holds them. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** Every hostile text fits into fewer services than a clinic sells; the others are not sold, or a walk through the list takes minutes. */
const mostServices = 150;

/** Writes hostile texts over a demo clinic, through its own FHIR door and before any device has read it. */
export async function poisonClinic(clinic: DemoClinic): Promise<Poisoned> {
  const ask = client(clinic.server, clinic.systemToken);
  const texts: Record<string, string[]> = {};
  let used = 0;
  for (const [type, poison] of Object.entries(poisoned)) {
    const mine: string[] = (texts[type] = []);
    const next = (): string => {
      const text = hostileTexts[used++ % hostileTexts.length] ?? '';
      mine.push(text);
      return text;
    };
    const resources = await all(ask, type);
    const changed = resources.map((resource, index) => (type === 'ActivityDefinition' && index >= mostServices ? { ...resource, status: 'retired' } : { ...resource, ...poison(resource, next) }));
    for (let at = 0; at < changed.length; at += 8) {
      await Promise.all(
        changed.slice(at, at + 8).map(async (resource) => {
          const { status, body } = await ask('PUT', `/fhir/${type}/${resource.id}`, resource);
          if (status !== 200) throw new Error(`${type} was answered ${status}: ${JSON.stringify(body).slice(0, 300)} for ${JSON.stringify(resource).slice(0, 300)}`);
        }),
      );
    }
  }
  return { texts };
}

/** The patient behind a demo account, found by the name the account was announced with. */
export async function patientNamed(clinic: DemoClinic, fullName: string): Promise<Resource> {
  const [family = '', ...given] = fullName.split(' ');
  const found = entries(await client(clinic.server, clinic.systemToken)('GET', `/fhir/Patient?family=${encodeURIComponent(family)}&_count=200`));
  const same = found.flatMap(({ resource }) => (resource ? [resource as Resource] : [])).filter(({ name }) => JSON.stringify((name as { given: string[] }[])[0]?.given) === JSON.stringify(given));
  const [patient] = same;
  if (!patient || same.length > 1) throw new Error(`${same.length} patients bear the name of the account`);
  return patient;
}

/** Writes other names and another phone number over a patient. */
export async function renamePatient(clinic: DemoClinic, patient: Resource, name: { readonly family: string; readonly given: readonly string[] }, phone: string): Promise<void> {
  const { status } = await client(clinic.server, clinic.systemToken)('PUT', `/fhir/Patient/${patient.id}`, { ...patient, name: [{ family: name.family, given: name.given }], telecom: [{ system: 'phone', value: phone }] });
  if (status !== 200) throw new Error(`the patient was answered ${status}`);
}
