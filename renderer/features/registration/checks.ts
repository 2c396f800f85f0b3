import { isBirthDate } from '../../../shared/lib/birthDate.ts';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import { nameFault, tidyName } from '../../../shared/lib/personName.ts';
import { phoneOf } from '../../../shared/lib/phone.ts';
import { isSnils, snilsDigits } from '../../../shared/lib/snils.ts';
import type { Registering, RegistrationField } from '../../app/draftStore.ts';
import { emailFault, phoneFault, type Fault } from '../../words/fieldFaults.ts';

function personNameFault(typed: string, empty: string | null): Fault {
  const fault = nameFault(tidyName(typed));
  if (fault === 'empty') return empty;
  return fault === null ? null : `name_${fault}`;
}

/** `YYYY-MM-DD` of `3.4.1951`, whether or not there is such a day. */
export function dayTyped(typed: string): string | null {
  const found = /^(\d{1,2})[.,/\s-](\d{1,2})[.,/\s-](\d{4})$/.exec(typed.trim());
  if (found === null) return null;
  const [, day = '', month = '', year = ''] = found;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function birthDateFault(typed: string, today: MoscowDay): Fault {
  if (typed.trim() === '') return 'birth_empty';
  const day = dayTyped(typed);
  if (day === null) return 'birth_incomplete';
  if (isBirthDate(day, today)) return null;
  // A day that lies in the past and in this century or the last and still is none does not exist.
  if (day > today) return 'birth_future';
  return day < '1900-01-01' ? 'birth_early' : 'birth_no_day';
}

function snilsFault(typed: string): Fault {
  if (typed.trim() === '') return null;
  const digits = snilsDigits(typed);
  if (digits === null) return 'snils_length';
  return isSnils(digits) ? null : 'snils_checksum';
}

export function faultOf(field: RegistrationField, typed: string, today: MoscowDay): Fault {
  if (field === 'email') return emailFault(typed);
  if (field === 'family') return personNameFault(typed, 'family_empty');
  if (field === 'given') return personNameFault(typed, 'given_empty');
  if (field === 'patronymic') return personNameFault(typed, null);
  if (field === 'birthDate') return birthDateFault(typed, today);
  return field === 'phone' ? phoneFault(typed) : snilsFault(typed);
}

/** What goes to the server, or null while a field is wrong: the page does not ask then. */
export function personOf(typed: Registering, today: MoscowDay) {
  const { email, family, given, patronymic, birthDate, phone, snils } = typed;
  const day = dayTyped(birthDate);
  const number = phoneOf(phone);
  const fields = ['email', 'family', 'given', 'patronymic', 'birthDate', 'phone', 'snils'] as const;
  if (day === null || number === null || fields.some((field) => faultOf(field, typed[field], today) !== null)) return null;
  return {
    email: email.trim(),
    family: tidyName(family),
    given: tidyName(given),
    patronymic: tidyName(patronymic) === '' ? null : tidyName(patronymic),
    birthDate: day,
    phone: number,
    snils: snilsDigits(snils),
  };
}
