import * as z from 'zod';
import { moscowDay, type MoscowDay } from '../../shared/lib/moscow.ts';
import { askOnce } from './outbound.ts';
import { EsiaFault } from './provider.ts';
import type { EsiaSettings } from './settings.ts';

const Person = z.object({
  firstName: z.string().min(1).max(200),
  lastName: z.string().min(1).max(200),
  middleName: z.string().max(200).nullish(),
  birthDate: z.string(),
  snils: z.string().nullish(),
  trusted: z.boolean().optional(),
  status: z.string().optional(),
});

const Contact = z.object({ type: z.string(), vrfStu: z.string(), value: z.string().max(300) });
const Collection = z.object({ elements: z.array(z.union([z.string().max(2_000), Contact.loose()])).max(50).default([]) });

export interface PersonRecord {
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  readonly birthDate: MoscowDay;
  readonly snils: string | null;
  /** Both of what the record itself must say of a confirmed account. */
  readonly confirmed: boolean;
}

export interface PersonSource {
  readonly settings: Pick<EsiaSettings, 'baseUrl' | 'timeoutMs'>;
  readonly ca: readonly string[] | null;
  readonly accessToken: string;
  readonly oid: string;
}

const longestBytes = 262_144;

/** `14.02.1980` as a real day, or a refusal. */
function dayIn(text: string): MoscowDay {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text) ?? [];
  try {
    return moscowDay(`${year}-${month}-${day}`);
  } catch {
    throw new EsiaFault('unavailable', 'person_birth_date');
  }
}

function digitsOfSnils(text: string | null | undefined): string | null {
  const digits = (text ?? '').replace(/\D/g, '');
  return digits.length === 11 ? digits : null;
}

async function read(url: string, { settings, ca, accessToken }: PersonSource): Promise<unknown> {
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
  const tls = ca === null ? {} : { tls: { ca } };
  const answer = await askOnce({ url, method: 'GET', headers, timeoutMs: settings.timeoutMs, longestBytes, ...tls }).catch(() => {
    throw new EsiaFault('unavailable', 'person_no_answer');
  });
  if (answer.status !== 200 || !/^application\/json\b/i.test(answer.contentType)) throw new EsiaFault('unavailable', `person_${answer.status}`);
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new EsiaFault('unavailable', 'person_not_json');
  }
}

const placeOf = ({ settings, oid }: PersonSource): string => `${settings.baseUrl}/rs/prns/${encodeURIComponent(oid)}`;

/** Without a name and a birth date nobody can be found: those scopes were not granted, which is the clinic's to settle. */
export async function readPerson(source: PersonSource): Promise<PersonRecord> {
  const person = Person.safeParse(await read(placeOf(source), source));
  if (!person.success) throw new EsiaFault('unavailable', 'person_shape');
  const { firstName, lastName, middleName, birthDate, snils, trusted, status } = person.data;
  return {
    family: lastName,
    given: firstName,
    patronymic: middleName?.trim() ? middleName : null,
    birthDate: dayIn(birthDate),
    snils: digitsOfSnils(snils),
    confirmed: trusted === true && status === 'REGISTERED',
  };
}

/** `+7(926)0000006`, the way Gosuslugi writes it, as we do. */
function phoneIn(text: string): string | null {
  const digits = text.replace(/[\s()-]/g, '');
  return /^\+7\d{10}$/.test(digits) ? digits : null;
}

/**
 * Mobile phones that Gosuslugi itself has verified. An element may come as an address to ask: only one below this very person's is
 * followed, or an answer could send the token to a host of its choosing.
 */
export async function readPhones(source: PersonSource): Promise<readonly string[]> {
  const { elements } = Collection.parse(await read(`${placeOf(source)}/ctts?embed=(elements)`, source));
  const below = `${placeOf(source)}/ctts/`;
  const found: string[] = [];
  for (const element of elements) {
    if (typeof element === 'string' && !(element.startsWith(below) && /^\d{1,20}$/.test(element.slice(below.length)))) continue;
    const contact = typeof element === 'string' ? Contact.parse(await read(element, source)) : element;
    const phone = contact.type === 'MBT' && contact.vrfStu === 'VERIFIED' ? phoneIn(contact.value) : null;
    if (phone !== null) found.push(phone);
  }
  return found;
}
