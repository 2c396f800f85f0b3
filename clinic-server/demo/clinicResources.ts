import type {
  ActivityDefinition,
  ChargeItemDefinition,
  Communication,
  HealthcareService,
  Location,
  Organization,
} from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, instantAt, startOf, toWire, type MoscowDay } from '../../shared/lib/moscow.ts';
import { bilingual } from '../fhir/bilingual.ts';
import { clinic, offices, type OfficeSeed } from './offices.ts';
import { createRandom } from './random.ts';
import { createPrices } from './services/priceResources.ts';
import { specialities, type SpecialitySeed } from './specialities.ts';

export interface RoomSeed {
  readonly id: Id;
  readonly officeId: Id;
  readonly number: number;
  readonly floor: number;
}

export interface SeededClinic {
  readonly organizationId: Id;
  readonly officeIds: Readonly<Record<OfficeSeed['key'], Id>>;
  readonly rooms: readonly RoomSeed[];
  /** HealthcareService of a speciality's first visit. */
  readonly serviceIds: ReadonlyMap<SpecialitySeed['code'], Id>;
  readonly resources: readonly (Organization | Location | HealthcareService | ActivityDefinition | ChargeItemDefinition | Communication)[];
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
}

function openingHours(hours: OfficeSeed['hours']): NonNullable<Location['hoursOfOperation']> {
  return weekdays.flatMap((day, index) => {
    const span = hours[(index + 1) as keyof OfficeSeed['hours']];
    return span ? [{ daysOfWeek: [day], openingTime: clock(span[0]), closingTime: clock(span[1]) }] : [];
  });
}

export function createClinic(seed: number, today: MoscowDay): SeededClinic {
  const random = createRandom(seed, 'clinic');
  const organizationId = random.id();
  const managingOrganization = { reference: `Organization/${organizationId}` };
  const resources: SeededClinic['resources'][number][] = [
    {
      resourceType: 'Organization',
      id: organizationId,
      active: true,
      ...bilingual('name', clinic.ru, clinic.en),
      telecom: [{ system: 'phone', value: clinic.phone, use: 'work' }],
    },
  ];
  const officeIds: Record<OfficeSeed['key'], Id> = { main: random.id(), podolsk: random.id(), khimki: random.id() };
  const rooms: RoomSeed[] = [];
  for (const office of offices) {
    const officeId = officeIds[office.key];
    resources.push({
      resourceType: 'Location',
      id: officeId,
      status: 'active',
      mode: 'instance',
      ...bilingual('name', office.ru, office.en),
      address: { ...bilingual('text', office.address.ru, office.address.en) },
      physicalType: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/location-physical-type', code: 'bu', display: 'Building' }],
      },
      hoursOfOperation: openingHours(office.hours),
      managingOrganization,
    });
    for (const { floor, firstRoom, rooms: count } of office.floors) {
      for (let number = firstRoom; number < firstRoom + count; number++) {
        const id = random.id();
        rooms.push({ id, officeId, number, floor });
        resources.push({
          resourceType: 'Location',
          id,
          status: 'active',
          mode: 'instance',
          ...bilingual('name', `Кабинет ${number}`, `Room ${number}`),
          physicalType: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/location-physical-type', code: 'ro', display: 'Room' }],
          },
          partOf: { reference: `Location/${officeId}` },
          extension: [{ url: extensions.floor, valueInteger: floor }],
        });
      }
    }
  }
  const serviceIds = new Map<string, Id>();
  for (const speciality of specialities) {
    const id = random.id();
    serviceIds.set(speciality.code, id);
    resources.push({
      resourceType: 'HealthcareService',
      id,
      active: true,
      ...bilingual('name', `${speciality.ru}: первый приём`, `${speciality.en}: first visit`),
      specialty: [
        { coding: [{ system: systems.speciality, code: speciality.code, ...bilingual('display', speciality.ru, speciality.en) }] },
      ],
      type: [{ coding: [{ system: systems.nomenclature, code: speciality.visit }] }],
      providedBy: managingOrganization,
      location: offices.filter(({ key }) => speciality.doctors[key]).map(({ key }) => ({ reference: `Location/${officeIds[key]}` })),
    });
  }
  resources.push(...createPrices(seed, today), ...createNotices(seed, today));
  return { organizationId, officeIds, rooms, serviceIds, resources };
}

function createNotices(seed: number, today: MoscowDay): Communication[] {
  const random = createRandom(seed, 'notices');
  const inWeek = addDays(today, 8);
  const sentence = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', timeZone: 'Europe/Moscow' }).format(startOf(inWeek));
  const english = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'Europe/Moscow' }).format(startOf(inWeek));
  const notice = (kind: 'notice' | 'urgent', ru: string, en: string): Communication => ({
    resourceType: 'Communication',
    id: random.id(),
    status: 'in-progress',
    category: [{ coding: [{ system: systems.noticeKind, code: kind }] }],
    sent: toWire(instantAt(addDays(today, -1), 9 * 60)),
    payload: [{ ...bilingual('contentString', ru, en) }],
  });
  return [
    notice(
      'notice',
      `С ${sentence} лаборатория в главном корпусе открывается в 7:00.`,
      `From ${english} the laboratory in the main building opens at 7:00.`,
    ),
    notice(
      'notice',
      'Анализы крови на глюкозу и гормоны сдают натощак, до 11:00.',
      'Blood tests for glucose and hormones are taken fasting, before 11:00.',
    ),
    notice(
      'urgent',
      'Лифт в главном корпусе не работает до 18:00. Кабинет на другом этаже? Вас примут на первом, скажите в регистратуре.',
      'The lift in the main building is out of service until 18:00. Room on another floor? Reception will arrange a visit on the first floor.',
    ),
  ];
}
