import { describe, expect, it } from 'vitest';
import { moscowDay } from '../../../../shared/lib/moscow.ts';
import { dayFull, dayInFigures, dayLabel, dayMonthYear, monthsOf } from '../../../../renderer/words/day.ts';
import { lowerFirst } from '../../../../renderer/words/local.ts';
import { pageOf } from '../../../../renderer/words/page.ts';
import { addressed, monogram, shortName } from '../../../../renderer/words/person.ts';
import { tie } from '../../../../renderer/words/tie.ts';
import { moodOf, refusalKey } from '../../../../renderer/words/visit.ts';

const today = moscowDay('2026-11-24');
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('days', () => {
  it('S10 a day is called as people call it: today, tomorrow, then weekday and date', () => {
    expect(dayLabel(today, today, 'ru')).toBe('сегодня');
    expect(dayLabel(moscowDay('2026-11-25'), today, 'ru')).toBe('завтра');
    expect(plain(dayLabel(moscowDay('2026-11-26'), today, 'ru'))).toBe('чт, 26 ноября');
    expect(plain(dayFull(moscowDay('2026-11-26'), today, 'ru'))).toBe('четверг, 26 ноября');
    expect(plain(dayLabel(moscowDay('2026-11-26'), today, 'en'))).toBe('Thu, 26 November');
  });

  it('S10 a date is one piece that a line end cannot cut', () => {
    expect(dayLabel(moscowDay('2026-11-26'), today, 'ru')).toBe('чт, 26\u00a0ноября');
    expect(dayMonthYear(today, 'ru')).toBe('24\u00a0ноября\u00a02026');
    expect(dayInFigures(today, 'ru')).toBe('24.11.2026');
  });

  it('S2 a page of days over two months names both', () => {
    expect(monthsOf(today, moscowDay('2026-11-30'), 'ru')).toBe('Ноябрь');
    expect(plain(monthsOf(moscowDay('2026-11-28'), moscowDay('2026-12-04'), 'ru'))).toBe('Ноябрь – декабрь');
  });
});

describe('names and texts', () => {
  const anna = { family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна' };

  it('K2 the screen addresses a patient without the surname', () => {
    expect(plain(addressed(anna))).toBe('Анна Петровна');
    expect(addressed({ given: 'Анна', patronymic: null })).toBe('Анна');
    expect(plain(shortName(anna))).toBe('Кузнецова А. П.');
    expect(monogram(anna)).toBe('КА');
  });

  it('K6 short words never hang at the end of a line', () => {
    expect(tie('Вход в личный кабинет')).toBe('Вход в\u00a0личный кабинет');
    expect(tie('И в доме не до сна')).toBe('И\u00a0в\u00a0доме не\u00a0до\u00a0сна');
    expect(tie('за {{count}} часа до приёма')).toBe('за\u00a0{{count}}\u00a0часа до\u00a0приёма');
  });

  it('K6 a speciality goes into a sentence in small letters, an abbreviation does not', () => {
    expect(lowerFirst('Эндокринолог')).toBe('эндокринолог');
    expect(lowerFirst('УЗИ-специалист')).toBe('УЗИ-специалист');
  });
});

describe('pages of a list', () => {
  it('S1 a list that got shorter shows its last page, not an empty one', () => {
    expect(pageOf([1, 2, 3, 4, 5], 3, 3)).toEqual({ from: 3, shown: [4, 5] });
    expect(pageOf([1, 2], 9, 3)).toEqual({ from: 0, shown: [1, 2] });
    expect(pageOf([1, 2, 3], 9, 3)).toEqual({ from: 0, shown: [1, 2, 3] });
    expect(pageOf([], 3, 3)).toEqual({ from: 0, shown: [] });
  });
});

describe('what a visit is called', () => {
  it('S3 a booking is sure only after the server has said so', () => {
    expect(moodOf({ status: 'booked', pending: null })).toBe('sure');
    expect(moodOf({ status: 'sending', pending: { commandId: 'x', kind: 'book' } })).toBe('waiting');
    expect(moodOf({ status: 'proposed', pending: null })).toBe('waiting');
    expect(moodOf({ status: 'refused', pending: null })).toBe('refused');
  });

  it('S4 a cancellation or move the server has not settled is never shown as done', () => {
    expect(moodOf({ status: 'booked', pending: { commandId: 'x', kind: 'cancel' } })).toBe('cancelling');
    expect(moodOf({ status: 'cancelled', pending: { commandId: 'x', kind: 'cancel' } })).toBe('cancelling');
    expect(moodOf({ status: 'booked', pending: { commandId: 'x', kind: 'move' } })).toBe('moving');
    expect(moodOf({ status: 'cancelled', pending: null })).toBe('cancelled');
  });

  it('S4 a refusal this page does not know still has words', () => {
    expect(refusalKey('slot_taken')).toBe('slot_taken');
    expect(refusalKey('something_new')).toBe('unknown');
    expect(refusalKey(null)).toBe('unknown');
  });
});
