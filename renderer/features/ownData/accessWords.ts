import type { TFunction } from 'i18next';
import type { AccessLine } from '../../../shared/features/ownData.ts';
import { clockOf } from '../../../shared/lib/moscow.ts';
import type { Language } from '../../words/day.ts';
import { inLanguage } from '../../words/local.ts';

/** `Вы`, `Регистратор А. К.`, `Представитель Петрова М. А.`. */
export function whoWords(t: TFunction, { who, role, name }: AccessLine): string {
  const person = who === 'staff' && role !== null ? t(`ownData.who.${role}`) : t(`ownData.who.${who}`);
  return who === 'self' || name === '' ? person : `${person} ${name}`;
}

/** `Просмотр: результаты, приёмы`. */
export function deedWords(t: TFunction, { deed, things }: AccessLine): string {
  // A copy is of everything; saying so twice helps nobody.
  const named = deed.startsWith('export') ? [] : things;
  const of = named.map((thing) => t(`ownData.thing.${thing}`)).join(', ');
  return of === '' ? t(`ownData.deed.${deed}`) : t('ownData.deedOf', { deed: t(`ownData.deed.${deed}`), of });
}

/** `в 9:40, офис на Ленинском, устройство К03`. */
export function whereWords(t: TFunction, { at, place, device }: AccessLine, language: Language): string {
  const where = [place === null ? '' : inLanguage(place, language), device === null ? '' : t('ownData.device', { code: device })].filter((part) => part !== '').join(', ');
  return where === '' ? clockOf(at) : t('ownData.whenWhere', { time: clockOf(at), where });
}
