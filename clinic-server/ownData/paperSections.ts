import type { Appointment, ChargeItem, DiagnosticReport, Encounter, Reference } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import { fromDecimalRoubles, inRoubles, kopecks } from '../../shared/lib/money.ts';
import { flagWords, nameWords, rangeWords, valueWords, type PaperRecord } from './paperRecord.ts';
import { conceptWords, moneyWords, numberWords, plain, whenWords } from './paperText.ts';

export interface Table {
  readonly widths: readonly (number | '*' | 'auto')[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const joined = (parts: readonly (string | undefined)[], by = ', '): string => parts.filter((part) => part !== undefined && part !== '').join(by);
/** Both sides as text: `+03:00` all year, so instants of the wire compare as they stand. */
const newestFirst = <T>(rows: readonly T[], at: (row: T) => string | undefined): readonly T[] => [...rows].sort((one, other) => (at(other) ?? '').localeCompare(at(one) ?? ''));

const sexes: Readonly<Record<string, string>> = { male: 'мужской', female: 'женский', other: 'другой', unknown: 'не указан' };

export function aboutPatient({ patient }: PaperRecord): Table {
  const identifier = (system: string) => joined((patient.identifier ?? []).filter((one) => one.system === system).map(({ value }) => plain(value)));
  const telecom = (system: string) => joined((patient.telecom ?? []).filter((one) => one.system === system).map(({ value }) => plain(value)));
  const addresses = (patient.address ?? []).map(({ text, line, city }) => plain(text ?? joined([city, ...(line ?? [])])));
  const rows = [
    ['Имя', nameWords(patient.name)],
    ['Дата рождения', whenWords(patient.birthDate)],
    ['Пол', patient.gender === undefined ? '' : (sexes[patient.gender] ?? '')],
    ['Телефон', telecom('phone')],
    ['Почта', telecom('email')],
    ['Адрес', joined(addresses, '; ')],
    ['Номер карты', identifier(systems.cardNumber)],
    ['СНИЛС', identifier(systems.snils)],
  ];
  return { widths: [110, '*'], head: [], rows: rows.filter(([, value]) => value !== '') };
}

const visitStates: Readonly<Record<string, string>> = {
  ...{ proposed: 'ждёт подтверждения', pending: 'ждёт подтверждения', booked: 'запись подтверждена', arrived: 'вы отметились', 'checked-in': 'вы отметились', fulfilled: 'приём состоялся' },
  ...{ cancelled: 'отменён', noshow: 'вы не пришли', 'entered-in-error': 'запись была ошибочной' },
};

interface Part {
  readonly title: string | null;
  readonly table: Table;
}

const actorOf = ({ participant }: Appointment, type: string): Reference | undefined => participant.find(({ actor }) => actor?.reference?.startsWith(`${type}/`) === true)?.actor;
const priceOf = (extension: Appointment['extension']): string => moneyWords(extension?.find(({ url }) => url === extensions.price)?.valueMoney);

/** Appointments, and under each what was done; a visit without an appointment stands for itself. */
export function visits(record: PaperRecord): readonly Part[] {
  const encounters = record.all('Encounter');
  const booked = record.all('Appointment').filter(({ status }) => status !== 'waitlist');
  const rows = newestFirst(booked, ({ start, created }) => start ?? created).map((visit) => {
    const role = record.find('PractitionerRole', actorOf(visit, 'PractitionerRole'));
    const places = (role?.location ?? []).map((one) => plain(record.find('Location', one)?.name));
    const number = (visit.identifier ?? []).find(({ system }) => system === systems.appointmentNumber)?.value;
    return [whenWords(visit.start), record.doctor(actorOf(visit, 'PractitionerRole')), joined(places), visitStates[visit.status] ?? plain(visit.status), priceOf(visit.extension), plain(number)];
  });
  return [
    { title: null, table: { widths: [96, '*', 76, 98, 46, 50], head: ['Когда', 'Врач', 'Где', 'Состояние', 'Цена', 'Номер'], rows } },
    ...newestFirst(encounters, ({ period }) => period?.start).map((encounter) => encounterPart(record, encounter)),
  ];
}

function encounterPart(record: PaperRecord, encounter: Encounter): Part {
  const charges = record.all('ChargeItem').filter(({ context }) => context?.reference === `Encounter/${encounter.id}`);
  const place = record.find('Location', encounter.location?.[0]?.location);
  const title = joined([`Приём ${whenWords(encounter.period?.start)}`, record.doctor(encounter.participant?.[0]?.individual), plain(place?.name), conceptWords(encounter.type?.[0])]);
  const rows = charges.map((charge) => [conceptWords(charge.code), numberWords(charge.quantity?.value ?? '1'), moneyWords(charge.priceOverride)]);
  return { title, table: { widths: ['*', 60, 80], head: ['Что сделано', 'Сколько', 'Стоимость'], rows: rows.length === 0 ? [] : [...rows, ['Итого', '', totalOf(charges)]] } };
}

/** In whole kopecks, so that a sum is what its lines are. */
const totalOf = (charges: readonly ChargeItem[]): string => inRoubles(kopecks(charges.reduce((sum, { priceOverride }) => sum + (priceOverride?.value === undefined ? 0 : fromDecimalRoubles(Number(priceOverride.value))), 0)));

/** A wish begins and ends with days. */
const dayWords = (at: string | undefined): string => whenWords(at).replace(/, 0:00$/, '');

export function waiting(record: PaperRecord): Table {
  const rows = newestFirst(record.all('Appointment').filter(({ status }) => status === 'waitlist'), ({ created }) => created).map((one) => [
    whenWords(one.created),
    record.doctor(actorOf(one, 'PractitionerRole')) || conceptWords(one.specialty?.[0]),
    joined((one.requestedPeriod ?? []).map(({ start, end }) => joined([dayWords(start), dayWords(end)], ' – '))),
  ]);
  return { widths: [110, '*', 190], head: ['Когда записаны', 'К кому', 'На какое время'], rows };
}

interface Report {
  readonly title: string;
  readonly lead: string;
  readonly table: Table;
  readonly text: string;
}

const takenAt = ({ effectiveDateTime, effectivePeriod, issued }: DiagnosticReport): string | undefined => effectiveDateTime ?? effectivePeriod?.start ?? issued;

export function results(record: PaperRecord): readonly Report[] {
  const observations = new Map(record.all('Observation').map((one) => [`Observation/${one.id}`, one]));
  return newestFirst(record.all('DiagnosticReport'), takenAt).map((report) => {
    const named = (report.result ?? []).flatMap(({ reference }) => observations.get(reference ?? '') ?? []);
    const rows = named.map((one) => {
      const [value, unit] = valueWords(one);
      return [conceptWords(one.code), value, unit, rangeWords(one, record.patient), flagWords(one)];
    });
    const lead = joined([whenWords(takenAt(report)), report.issued === undefined ? '' : `выпущен ${whenWords(report.issued)}`]);
    return { title: conceptWords(report.code), lead, table: { widths: ['*', 80, 64, 80, 92], head: ['Показатель', 'Значение', 'Единица', 'Норма', 'Отметка'], rows }, text: plain(report.conclusion) };
  });
}

const orderStates: Readonly<Record<string, string>> = { sent: 'отправлен', confirmed: 'подтверждён', ready: 'готов', done: 'выполнен', cancelled: 'отменён' };

export function orders(record: PaperRecord): Table {
  const rows = newestFirst(record.all('ServiceRequest'), ({ authoredOn }) => authoredOn).map((line) => {
    const state = line.extension?.find(({ url }) => url === extensions.orderState)?.valueCode;
    return [whenWords(line.authoredOn), plain(line.requisition?.value), conceptWords(line.code), state === undefined ? plain(line.status) : (orderStates[state] ?? plain(state)), priceOf(line.extension)];
  });
  return { widths: [104, 64, '*', 70, 64], head: ['Когда', 'Заказ', 'Услуга', 'Состояние', 'Цена'], rows };
}

const documentKinds: Readonly<Record<string, string>> = { terms: 'Условия сервиса', consent: 'Согласие на обработку персональных данных' };

export function consents(record: PaperRecord): Table {
  const given = record.all('Consent').map((one) => {
    const kind = (one.category ?? []).flatMap(({ coding = [] }) => coding).find(({ system }) => system === systems.documentKind)?.code;
    const version = (one.identifier ?? []).find(({ system }) => system === systems.documentVersion)?.value;
    return { at: one.dateTime, row: [whenWords(one.dateTime), joined([kind === undefined ? 'Согласие' : (documentKinds[kind] ?? plain(kind)), version === undefined ? '' : `версия ${plain(version)}`]), one.status === 'active' ? 'действует' : 'больше не действует'] };
  });
  const files = record.all('DocumentReference').map((one) => {
    const attachment = one.content?.[0]?.attachment;
    return { at: one.date, row: [whenWords(one.date), joined([plain(attachment?.title ?? conceptWords(one.type)), attachment?.url === undefined ? '' : 'файл']), one.status === 'current' ? 'действует' : 'заменён'] };
  });
  return { widths: [110, '*', 130], head: ['Когда', 'Что', 'Состояние'], rows: newestFirst([...given, ...files], ({ at }) => at).map(({ row }) => row) };
}

const rights: Readonly<Record<string, string>> = { PRN: 'родитель', GUARD: 'опекун', POWATT: 'по доверенности' };

export function representatives(record: PaperRecord): Table {
  const rows = record.all('RelatedPerson').map(({ name, relationship = [], period, active }) => {
    const code = relationship.flatMap(({ coding = [] }) => coding)[0]?.code;
    return [nameWords(name), code === undefined ? '' : (rights[code] ?? plain(code)), joined([whenWords(period?.start), whenWords(period?.end)], ' – '), active === false ? 'отменено' : 'действует'];
  });
  return { widths: ['*', 110, 190, 80], head: ['Кто', 'Как', 'Срок', 'Состояние'], rows };
}
