import { createHash } from 'node:crypto';
import type { SimulatorUser } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

const digits = (text: string): string => text.replace(/\D/g, '');

const snilsShape = (text: string): string => digits(text).replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1-$2-$3 $4');
const phoneShape = (text: string): string => digits(text).replace(/^7(\d{3})(\d{7})$/, '+7($1)$2');
const dateShape = (day: string): string => day.split('-').toReversed().join('.');

/** Changes when the data does, tells nothing about them. */
const eTag = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 40).toUpperCase();
const tagged = (value: Json): Json => ({ ...value, eTag: eTag(value) });

/** The fields of the granted scopes; what was not granted is not there at all. */
export function personOf(user: SimulatorUser, scopes: readonly string[], trusted: boolean): Json {
  const granted = (scope: string, fields: Json): Json => (scopes.includes(scope) ? fields : {});
  return tagged({
    stateFacts: ['EntityRoot'],
    ...granted('fullname', {
      firstName: user.firstName,
      lastName: user.lastName,
      ...(user.middleName === null ? {} : { middleName: user.middleName }),
    }),
    ...granted('birthdate', { birthDate: dateShape(user.birthDate) }),
    ...granted('gender', { gender: user.gender }),
    ...granted('snils', { snils: snilsShape(user.snils) }),
    ...granted('id_doc', { citizenship: 'RUS' }),
    trusted,
    updatedOn: 1_700_000_000,
    status: user.status ?? 'REGISTERED',
    verifying: false,
    containsUpCfmCode: false,
    kidAccCreatedByParent: user.lvl === 'KD',
  });
}

export interface Element {
  readonly id: number;
  readonly value: Json;
}

export function contactsOf(user: SimulatorUser, scopes: readonly string[]): readonly Element[] {
  const all = [
    { scope: 'email', type: 'EML', value: user.email },
    { scope: 'mobile', type: 'MBT', value: phoneShape(user.mobile) },
  ];
  return all.flatMap(({ scope, type, value }, at) => {
    if (value === '' || !(scopes.includes(scope) || scopes.includes('contacts'))) return [];
    const id = user.oid * 10 + at;
    return [{ id, value: tagged({ stateFacts: ['Identifiable'], id, type, vrfStu: 'VERIFIED', value }) }];
  });
}

const scopeOfDocument = { RF_PASSPORT: 'id_doc', MDCL_PLCY: 'medical_doc' } as const;

export function documentsOf(user: SimulatorUser, scopes: readonly string[]): readonly Element[] {
  return (user.documents ?? []).flatMap(({ type, series, number, verified }, at) => {
    if (!scopes.includes(scopeOfDocument[type])) return [];
    const id = user.oid * 10 + 5 + at;
    const vrfStu = verified ? 'VERIFIED' : 'NOT_VERIFIED';
    return [{ id, value: tagged({ stateFacts: ['EntityRoot'], id, type, vrfStu, ...(series === null ? {} : { series }), number }) }];
  });
}

/** Objects when asked for (`embed`), otherwise addresses to fetch one by one. */
export function collection(elements: readonly Element[], embedded: boolean, base: string): Json {
  const size = elements.length;
  if (size === 0) return { stateFacts: ['hasSize'], size, elements: [] };
  const told = elements.map(({ id, value }) => (embedded ? value : `${base}/${id}`));
  return { stateFacts: ['hasSize'], size, eTag: eTag(told), elements: told };
}
