import type { Practitioner, PractitionerRole, Schedule } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, startOf, toWire, type MoscowDay } from '../../shared/lib/moscow.ts';
import { bilingual } from '../fhir/bilingual.ts';
import type { SeededClinic } from './clinicResources.ts';
import { createName, type PersonName } from './names.ts';
import { offices, type OfficeSeed } from './offices.ts';
import { createRandom } from './random.ts';
import { qualifications, specialities, type SpecialitySeed } from './specialities.ts';

export interface DoctorSeed {
  readonly roleId: Id;
  readonly scheduleId: Id;
  readonly roomId: Id;
  readonly speciality: SpecialitySeed;
  readonly office: OfficeSeed;
  readonly name: PersonName;
}

export interface SeededDoctors {
  readonly doctors: readonly DoctorSeed[];
  readonly resources: readonly (Practitioner | PractitionerRole | Schedule)[];
}

interface Fixed {
  readonly name: PersonName;
  readonly room: number;
  readonly qualification: (typeof qualifications)[number]['code'];
}

// Two names that differ in a few letters and one that begins alike: what a search must keep apart. Handbooks and tests name them.
const fixed: Readonly<Record<string, readonly Fixed[]>> = {
  'endocrinology/main': [
    { name: { family: 'Смирнова', given: 'Елена', patronymic: 'Андреевна', gender: 'female' }, room: 214, qualification: 'highest' },
    { name: { family: 'Смирнов', given: 'Олег', patronymic: 'Игоревич', gender: 'male' }, room: 118, qualification: 'first' },
  ],
  'endocrinology/podolsk': [
    { name: { family: 'Смирницкая', given: 'Лидия', patronymic: 'Львовна', gender: 'female' }, room: 7, qualification: 'candidate' },
  ],
};

const usual = qualifications.flatMap((qualification) => Array.from({ length: qualification.often }, () => qualification));

export function createDoctors(seed: number, today: MoscowDay, clinic: SeededClinic, lastDay: MoscowDay): SeededDoctors {
  const random = createRandom(seed, 'doctors');
  const doctors: DoctorSeed[] = [];
  const resources: SeededDoctors['resources'][number][] = [];
  const takenRooms = new Set<Id>();
  const takenNames = new Set<string>();

  const roomOf = (office: OfficeSeed, number: number | null) => {
    const free = clinic.rooms.filter((room) => room.officeId === clinic.officeIds[office.key] && !takenRooms.has(room.id));
    const room = free.find((candidate) => candidate.number === number) ?? random.pick(free);
    takenRooms.add(room.id);
    return room;
  };
  const nameOf = (): PersonName => {
    const name = createName(random, random.chance(0.7) ? 'female' : 'male');
    const key = `${name.family} ${name.given}`;
    // Two doctors of one name would make every screenshot ambiguous.
    if (takenNames.has(key)) return nameOf();
    takenNames.add(key);
    return name;
  };

  const hire = (speciality: SpecialitySeed, office: OfficeSeed, known: Fixed | undefined) => {
    const name = known?.name ?? nameOf();
    const room = roomOf(office, known?.room ?? null);
    const qualification = qualifications.find(({ code }) => code === known?.qualification) ?? random.pick(usual);
    const practitionerId = random.id();
    const roleId = random.id();
    const scheduleId = random.id();
    resources.push(
      {
        resourceType: 'Practitioner',
        id: practitionerId,
        active: true,
        name: [{ family: name.family, given: [name.given, name.patronymic] }],
        gender: name.gender,
        qualification: [
          {
            code: {
              coding: [
                { system: systems.qualification, code: qualification.code, ...bilingual('display', qualification.ru, qualification.en) },
              ],
            },
          },
        ],
      },
      {
        resourceType: 'PractitionerRole',
        id: roleId,
        active: true,
        practitioner: { reference: `Practitioner/${practitionerId}` },
        organization: { reference: `Organization/${clinic.organizationId}` },
        specialty: [
          { coding: [{ system: systems.speciality, code: speciality.code, ...bilingual('display', speciality.ru, speciality.en) }] },
        ],
        location: [{ reference: `Location/${clinic.officeIds[office.key]}` }, { reference: `Location/${room.id}` }],
        healthcareService: [{ reference: `HealthcareService/${clinic.serviceIds.get(speciality.code) ?? ''}` }],
      },
      {
        resourceType: 'Schedule',
        id: scheduleId,
        active: true,
        actor: [{ reference: `PractitionerRole/${roleId}` }, { reference: `Location/${room.id}` }],
        planningHorizon: { start: toWire(startOf(today)), end: toWire(startOf(addDays(lastDay, 1))) },
      },
    );
    doctors.push({ roleId, scheduleId, roomId: room.id, speciality, office, name });
  };

  // Named doctors first, or chance could give their rooms away.
  const places = specialities.flatMap((speciality) =>
    offices.flatMap((office) =>
      Array.from({ length: speciality.doctors[office.key] ?? 0 }, (_, index) => ({
        speciality,
        office,
        known: fixed[`${speciality.code}/${office.key}`]?.[index],
      })),
    ),
  );
  for (const { speciality, office, known } of places.filter((place) => place.known)) hire(speciality, office, known);
  for (const { speciality, office } of places.filter((place) => !place.known)) hire(speciality, office, undefined);
  return { doctors, resources };
}
