import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { insertResource } from '../../clinic-server/fhir/resourceStore.ts';
import { createPasswords } from '../../clinic-server/identity/passwords.ts';
import { dayOf, instant, partsOf } from '../../shared/lib/moscow.ts';
import { enrolDevice, type TestDevice } from './clinicDevice.ts';
import { startClinic, type TestClinic, type TestClinicOptions } from './clinicServer.ts';
import { at, client, type Answer, type Ask } from './fhirClient.ts';
import { seedSmallClinic, type AskedSlot, type Person, type SmallClinic } from './smallClinic.ts';
import { staffAt, type TestStaff } from './staffDesk.ts';

const json = { 'content-type': 'application/json' };
const password = 'parol-semi-17';

export interface Relative extends Person {
  readonly family: string;
}

export interface Acting {
  readonly ask: Ask;
  readonly token: string;
  readonly signInId: string;
}

/** A clinic with times, a desk with a registrar, and people of any age: enough for one to act for another. */
export interface FamilyClinic {
  readonly clinic: TestClinic;
  readonly small: SmallClinic;
  readonly registrar: TestStaff;
  /** `age` in whole years, born on the first of January. The surname is theirs alone: whatever shows it shows them. */
  person(age: number, more?: { readonly account?: boolean; readonly active?: boolean }): Promise<Relative>;
  /** A mother of 38 and her son of 8, with the right granted at the desk. */
  family(): Promise<{ readonly mother: Relative; readonly son: Relative; readonly representationId: string }>;
  kiosk(): Promise<TestDevice>;
  grant(asked: object): Promise<Answer>;
  parentOf(parent: Person, child: Person, more?: object): Promise<Answer>;
  revoke(representationId: string, reason?: string): Promise<Answer>;
  /** From a sign-in at that kiosk to one for that person. */
  actFor(kiosk: TestDevice, ask: Ask, person: { readonly id: string }): Promise<Acting>;
  stop(): Promise<void>;
}

export async function startFamilyClinic({ slots = [], ...options }: TestClinicOptions & { readonly slots?: readonly AskedSlot[] } = {}): Promise<FamilyClinic> {
  const clinic = await startClinic(options);
  const small = await seedSmallClinic(clinic.pool, { slots, people: 0 });
  const desk = await enrolDevice(clinic, { profile: 'reception' });
  const registrar = await staffAt(clinic, desk);
  // One hash for all: a test has no secret to keep from another.
  const passwordHash = await createPasswords().hash(password);

  async function person(age: number, { account = true, active = true }: { readonly account?: boolean; readonly active?: boolean } = {}): Promise<Relative> {
    const id = randomUUID();
    const family = `Канареева${id.slice(0, 8)}`;
    const login = `${id}@example.org`;
    const { year } = partsOf(dayOf(clinic.parts.now()));
    await inTransaction(clinic.pool, async (tx) => {
      const name = [{ family, given: ['Саша', 'Андреевна'] }];
      await insertResource(tx, { resourceType: 'Patient' as const, id, active, name, birthDate: `${year - age}-01-01` }, { patient: id });
      if (account) await tx.query('insert into account (id, login, password_hash, patient) values (gen_random_uuid(), $1, $2, $3)', [login, passwordHash, id]);
    });
    return { id, login, password, family };
  }

  const grant = (asked: object): Promise<Answer> => registrar.ask('POST', '/identity/representatives', asked, json);
  const parentOf = (parent: Person, child: Person, more: object = {}): Promise<Answer> =>
    grant({ ...{ patientId: child.id, representativeId: parent.id, relationship: 'parent', document: 'birth_certificate', documentSeen: true, until: null }, ...more });

  return {
    ...{ clinic, small, registrar, person, grant, parentOf },
    async family() {
      const [mother, son] = [await person(38), await person(8, { account: false })];
      const granted = await parentOf(mother, son);
      if (granted.status !== 201) throw new Error(`the grant was answered ${granted.status}`);
      return { mother, son, representationId: String(at(granted.body, 'representationId')) };
    },
    kiosk: () => enrolDevice(clinic),
    revoke: (representationId, reason = 'Так попросила мать') => registrar.ask('POST', `/identity/representatives/${representationId}/revoke`, { reason }, json),
    async actFor(kiosk, ask, { id }) {
      const answer = await ask('POST', '/identity/act-for', { patientId: id }, json);
      if (answer.status !== 200) throw new Error(`acting was answered ${answer.status}`);
      const token = String(at(answer.body, 'token'));
      return { signInId: String(at(answer.body, 'signInId')), token, ask: client(clinic.url, token, { 'kabinet-device': `Bearer ${kiosk.token}` }) };
    },
    stop: () => clinic.stop(),
  };
}

/** A time of day `days` from now, far enough to be changed. */
export const inDays = (days: number, hour = 10): AskedSlot => ({ startsAt: instant(Math.floor(Date.now() / 3_600_000) * 3_600_000 + days * 86_400_000 + hour * 60_000) });
