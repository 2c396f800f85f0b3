import { describe, expect, it } from 'vitest';
import { account as accountEn } from '../../../../renderer/locales/en/account.ts';
import { appointments as appointmentsEn } from '../../../../renderer/locales/en/appointments.ts';
import { checkIn as checkInEn } from '../../../../renderer/locales/en/checkIn.ts';
import { doctors as doctorsEn } from '../../../../renderer/locales/en/doctors.ts';
import { identity as identityEn } from '../../../../renderer/locales/en/identity.ts';
import { ownData as ownDataEn } from '../../../../renderer/locales/en/ownData.ts';
import { papers as papersEn } from '../../../../renderer/locales/en/papers.ts';
import { prices as pricesEn } from '../../../../renderer/locales/en/prices.ts';
import { registration as registrationEn } from '../../../../renderer/locales/en/registration.ts';
import { representation as representationEn } from '../../../../renderer/locales/en/representation.ts';
import { representatives as representativesEn } from '../../../../renderer/locales/en/representatives.ts';
import { schedule as scheduleEn } from '../../../../renderer/locales/en/schedule.ts';
import { slips as slipsEn } from '../../../../renderer/locales/en/slips.ts';
import { visit as visitEn } from '../../../../renderer/locales/en/visit.ts';
import { account } from '../../../../renderer/locales/ru/account.ts';
import { appointments } from '../../../../renderer/locales/ru/appointments.ts';
import { checkIn } from '../../../../renderer/locales/ru/checkIn.ts';
import { doctors } from '../../../../renderer/locales/ru/doctors.ts';
import { identity } from '../../../../renderer/locales/ru/identity.ts';
import { ownData } from '../../../../renderer/locales/ru/ownData.ts';
import { papers } from '../../../../renderer/locales/ru/papers.ts';
import { prices } from '../../../../renderer/locales/ru/prices.ts';
import { registration } from '../../../../renderer/locales/ru/registration.ts';
import { representation } from '../../../../renderer/locales/ru/representation.ts';
import { representatives } from '../../../../renderer/locales/ru/representatives.ts';
import { schedule } from '../../../../renderer/locales/ru/schedule.ts';
import { slips } from '../../../../renderer/locales/ru/slips.ts';
import { visit } from '../../../../renderer/locales/ru/visit.ts';
import { bookRefusals, cancelRefusals, CancelReason } from '../../../../shared/features/appointments.ts';
import { identity as identityContract } from '../../../../shared/features/identity.ts';
import { registration as registrationContract } from '../../../../shared/features/registration.ts';
import { representation as representationContract } from '../../../../shared/features/representation.ts';
import { representatives as representativesContract } from '../../../../shared/features/representatives.ts';

type Tree = { readonly [key: string]: string | Tree };

const pairs: readonly [string, Tree, Tree][] = [
  ['account', account, accountEn],
  ['appointments', appointments, appointmentsEn],
  ['checkIn', checkIn, checkInEn],
  ['doctors', doctors, doctorsEn],
  ['identity', identity, identityEn],
  ['ownData', ownData, ownDataEn],
  ['papers', papers, papersEn],
  ['prices', prices, pricesEn],
  ['registration', registration, registrationEn],
  ['representation', representation, representationEn],
  ['representatives', representatives, representativesEn],
  ['schedule', schedule, scheduleEn],
  ['slips', slips, slipsEn],
  ['visit', visit, visitEn],
];

function leaves(tree: Tree, path: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[`${path}.${key}`, value] as [string, string]] : leaves(value, `${path}.${key}`)));
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();

describe.each(pairs)('words of %s', (name, russian, english) => {
  const inRussian = leaves(russian, name);
  const inEnglish = new Map(leaves(english, name));

  it('K6 every text exists in both languages and asks for the same values', () => {
    expect([...inEnglish.keys()]).toEqual(inRussian.map(([key]) => key));
    for (const [key, text] of inRussian) expect([key, holes(inEnglish.get(key) ?? '')]).toEqual([key, holes(text)]);
  });

  it('K6 Russian texts are Russian, English ones English, none is empty', () => {
    for (const [key, text] of inRussian) {
      const said = text.replaceAll(/\{\{\w+\}\}|[\s\d.,:№·]/g, '');
      if (said !== '') expect([key, /[а-яё]/i.test(text)]).toEqual([key, true]);
      expect([key, /[а-яё]/i.test(inEnglish.get(key) ?? '')]).toEqual([key, false]);
      expect(text.trim()).toBe(text);
      expect(text).not.toMatch(/!|  /);
    }
  });
});

describe('words for what the contract may answer', () => {
  it('R4 the labels of the sign-in page are kept to the letter', () => {
    expect([identity.signIn.title, identity.signIn.login, identity.signIn.password, identity.signIn.submit]).toEqual(['Вход в личный кабинет', 'Логин', 'Пароль', 'Войти']);
  });

  it('R4 every refusal of the sign-in has a sentence of its own', () => {
    for (const code of identityContract['identity.signIn'].errors) expect(Object.keys(identity.error)).toContain(code);
  });

  it('R3 the labels of setting a password are kept to the letter', () => {
    expect([registration.password.title, registration.password.password, registration.password.repeat, registration.password.submit]).toEqual(['Установка пароля', 'Пароль', 'Повторить пароль', 'Сохранить и войти']);
  });

  it('R3 R7 R8 every refusal of registration has a sentence of its own', () => {
    for (const { errors } of Object.values(registrationContract)) for (const code of errors) expect(Object.keys(registration.error)).toContain(code);
  });

  it('R10 every refusal of acting for another person, and of giving the right, has a sentence of its own', () => {
    for (const code of representationContract['representation.actFor'].errors) expect(Object.keys(representation.error)).toContain(code);
    for (const { errors } of Object.values(representativesContract)) for (const code of errors) expect(Object.keys(representatives.refused)).toContain(code);
  });

  it('S3 S4 every refusal of booking, moving and cancelling has a sentence of its own', () => {
    for (const code of [...bookRefusals, ...cancelRefusals]) expect(Object.keys(visit.refusal)).toContain(code);
    for (const reason of CancelReason.options) expect(Object.keys(visit.reason)).toContain(reason);
  });
});
