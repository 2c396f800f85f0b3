import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Patient } from '@medplum/fhirtypes';
import type pg from 'pg';
import { systems } from '../../shared/fhir/names.ts';
import { reading } from '../db/pool.ts';
import { EsiaSettings } from '../esia/settings.ts';
import type { SimulatorUser } from '../esiaSimulator/model.ts';
import { startEsiaSimulator } from '../esiaSimulator/start.ts';
import { simulatorUsers } from '../esiaSimulator/users.ts';

const run = promisify(execFile);
const clientId = 'CLINIC-DEMO';

/** Somebody of the demo who can sign in at the simulator, and what comes of it. */
export interface EsiaUser {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly note: string;
}

export interface DemoEsia {
  readonly url: string;
  readonly adminUrl: string;
  readonly users: readonly EsiaUser[];
  readonly settings: EsiaSettings;
  /** The clinic's callback, known once its server listens. */
  callBackTo(serverUrl: string): void;
  stop(): Promise<void>;
}

/** Those of the demo's patients with accounts who have a SNILS, in the order of the accounts. */
async function patientsWithSnils(pool: pg.Pool, logins: readonly string[]): Promise<Patient[]> {
  const { rows } = await reading(pool).query<{ content: Patient }>(
    `select r.content from unnest($1::text[]) with ordinality as l(login, place) join account a on a.login = l.login
     join resource r on r.type = 'Patient' and r.patient = a.patient order by l.place`,
    [logins],
  );
  return rows.map(({ content }) => content).filter(({ identifier }) => identifier?.some(({ system }) => system === systems.snils));
}

function as(user: SimulatorUser, patient: Patient | undefined, more: Partial<SimulatorUser> = {}): SimulatorUser {
  const [name] = patient?.name ?? [];
  const snils = patient?.identifier?.find(({ system }) => system === systems.snils)?.value;
  if (!name?.family || !name.given?.[0] || !patient?.birthDate || snils === undefined) return user;
  return {
    ...user,
    lastName: name.family,
    firstName: name.given[0],
    middleName: name.given[1] ?? null,
    birthDate: patient.birthDate,
    gender: patient.gender === 'male' ? 'M' : 'F',
    snils,
    // By their own e-mail, as people would.
    login: patient.telecom?.find(({ system }) => system === 'email')?.value ?? user.login,
    ...more,
  };
}

/** Three of the clinic's patients have an account there; the others show what happens to whoever may not come in. */
function usersFor([first, second, third]: readonly Patient[]): { user: SimulatorUser; note: string }[] {
  const { confirmed, standard, withoutMiddleName, otherSurname, child } = simulatorUsers;
  const married = third?.gender === 'male' ? otherSurname.lastName.replace(/а$/, '') : otherSurname.lastName;
  return [
    { user: as(confirmed, first), note: 'входит' },
    { user: as(withoutMiddleName, second, { middleName: null }), note: 'входит, отчества в учётной записи нет' },
    { user: as(otherSurname, third, { lastName: married }), note: 'СНИЛС как в клинике, фамилия другая: к регистратору' },
    { user: standard, note: 'учётная запись не подтверждена' },
    { user: child, note: 'учётная запись ребёнка' },
  ];
}

/** Made once for a folder and moved into place whole. */
async function clinicsKey(folder: string): Promise<{ keyFile: string; certificateFile: string }> {
  const place = join(folder, 'esia');
  const made = { keyFile: join(place, 'clinic.key'), certificateFile: join(place, 'clinic.crt') };
  if (existsSync(place)) return made;
  const half = `${place}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  const key = join(half, 'clinic.key');
  await run('openssl', ['req', '-new', '-x509', '-newkey', 'rsa:2048', '-noenc', '-sha256', '-keyout', key, '-out', join(half, 'clinic.crt'), '-days', '3650', '-subj', `/CN=${clientId}`]);
  await chmod(key, 0o400);
  await rename(half, place);
  return made;
}

/** The simulator checks signatures with openssl and its GOST engine; a machine without them has a demo without Gosuslugi. */
async function canCheckSignatures(): Promise<boolean> {
  return run('openssl', ['engine', 'gost']).then(
    () => true,
    () => false,
  );
}

/** The simulator of Gosuslugi, and the clinic's connection to it; null where it cannot run. */
export async function startDemoEsia(folder: string, pool: pg.Pool, logins: readonly string[]): Promise<DemoEsia | null> {
  if (!(await canCheckSignatures())) return null;
  const { keyFile, certificateFile } = await clinicsKey(folder);
  const users = usersFor(await patientsWithSnils(pool, logins));
  // Filled when the server's own address is known, before any device has it.
  const addresses: string[] = [];
  const simulator = await startEsiaSimulator({
    clients: [{ mnemonic: clientId, certificatePem: await readFile(certificateFile, 'utf8'), redirectUris: addresses, logoutUris: addresses }],
    users: users.map(({ user }) => user),
  });
  const certificatesFolder = join(folder, 'esia-certificates');
  await rm(certificatesFolder, { recursive: true, force: true });
  await mkdir(certificatesFolder);
  for (const [index, pem] of (await simulator.certificates()).entries()) await writeFile(join(certificatesFolder, `${index}.pem`), pem);
  return {
    url: simulator.url,
    adminUrl: simulator.adminUrl,
    users: users.map(({ user, note }) => ({ login: user.login, password: user.password, name: [user.lastName, user.firstName, user.middleName].filter(Boolean).join(' '), note })),
    settings: EsiaSettings.parse({
      baseUrl: simulator.url,
      issuer: simulator.issuer,
      clientId,
      algorithm: 'RS256',
      certificatesFolder,
      signer: { kind: 'rsa-test', keyFile, certificateFile },
    }),
    callBackTo: (serverUrl) => void addresses.push(`${serverUrl}/esia/callback`),
    stop: () => simulator.stop(),
  };
}
