import * as z from 'zod';
import {
  Beside,
  CodeableConcept,
  codingOf,
  firstIdIn,
  HumanName,
  idIn,
  localText,
  namePartsOf,
  Reference,
} from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { searchable } from '../../../shared/lib/wordSearch.ts';
import type { SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const Location = z.object({
  id: Id,
  name: z.string(),
  _name: Beside.optional(),
  physicalType: CodeableConcept.optional(),
  partOf: Reference.optional(),
  address: z.object({ text: z.string().optional(), _text: Beside.optional() }).optional(),
  hoursOfOperation: z.array(z.unknown()).optional(),
  extension: z.array(z.object({ url: z.string(), valueInteger: z.int().optional() })).optional(),
});

const Practitioner = z.object({
  id: Id,
  active: z.boolean().optional(),
  name: z.tuple([HumanName]).rest(z.unknown()),
  qualification: z.array(z.object({ code: CodeableConcept })).optional(),
});

const PractitionerRole = z.object({
  id: Id,
  active: z.boolean().optional(),
  practitioner: Reference,
  specialty: z.array(CodeableConcept).min(1),
  location: z.tuple([Reference]).rest(Reference),
  healthcareService: z.array(Reference).optional(),
});

const HealthcareService = z.object({ id: Id, active: z.boolean().optional(), type: z.array(CodeableConcept).optional() });

const kinds: Readonly<Record<string, 'office' | 'room'>> = { bu: 'office', ro: 'room' };

function toPlace(content: unknown): store.PlaceRow {
  const place = Location.parse(content);
  const name = localText(place.name, place._name);
  const address = place.address?.text === undefined ? null : localText(place.address.text, place.address._text);
  const kind = place.physicalType?.coding?.map(({ code }) => kinds[code ?? '']).find((known) => known !== undefined);
  return {
    id: place.id,
    kind: kind ?? 'other',
    partOf: idIn(place.partOf, 'Location') ?? null,
    nameRu: name.ru,
    nameEn: name.en,
    addressRu: address?.ru ?? null,
    addressEn: address?.en ?? null,
    floor: place.extension?.find(({ url }) => url === extensions.floor)?.valueInteger ?? null,
    hours: JSON.stringify(place.hoursOfOperation ?? []),
  };
}

function toPractitioner(content: unknown): store.PractitionerRow {
  const person = Practitioner.parse(content);
  const parts = namePartsOf(person.name[0]);
  const coding = codingOf(person.qualification?.[0]?.code, systems.qualification);
  const category = coding?.display === undefined ? null : localText(coding.display, coding._display);
  return {
    id: person.id,
    ...parts,
    categoryRu: category?.ru ?? null,
    categoryEn: category?.en ?? null,
    folded: searchable(parts.family, parts.given, parts.patronymic),
  };
}

function toRole(content: unknown): store.RoleRow {
  const role = PractitionerRole.parse(content);
  const speciality = z
    .object({ code: z.string(), display: z.string(), _display: Beside.optional() })
    .parse(codingOf(role.specialty[0], systems.speciality));
  const name = localText(speciality.display, speciality._display);
  // docs/wire.md: the office comes first, the room second.
  const [office, room] = role.location;
  return {
    id: role.id,
    practitionerId: firstIdIn([role.practitioner], 'Practitioner'),
    active: role.active === false ? 0 : 1,
    speciality: speciality.code,
    specialityRu: name.ru,
    specialityEn: name.en,
    folded: searchable(name.ru, name.en),
    officeId: firstIdIn([office], 'Location'),
    roomId: idIn(room, 'Location') ?? null,
    serviceId: role.healthcareService?.map((reference) => idIn(reference, 'HealthcareService')).find((id) => id !== undefined) ?? null,
  };
}

export const doctorsSync = {
  apply: {
    Location: (tx, { content }) => store.savePlace(tx, toPlace(content)),
    Practitioner: (tx, { content }) => store.savePractitioner(tx, toPractitioner(content)),
    PractitionerRole: (tx, { content }) => store.saveRole(tx, toRole(content)),
    HealthcareService: (tx, { content }) => {
      const { id, active, type } = HealthcareService.parse(content);
      store.saveHealthcareService(tx, {
        id,
        active: active === false ? 0 : 1,
        code: codingOf(type?.[0], systems.nomenclature)?.code ?? null,
      });
    },
  },
  remove: {
    // The row stays, because a past visit still names the place, the doctor and the speciality.
    Location: () => {},
    Practitioner: store.retireRolesOf,
    PractitionerRole: store.retireRole,
    HealthcareService: store.removeHealthcareService,
  },
  push: {},
} satisfies SyncRules<'doctors'>;
