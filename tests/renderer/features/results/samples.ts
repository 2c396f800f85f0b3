import type { Analyte, ResultLine, ResultReport, TrendPoint } from '../../../../shared/features/results.ts';
import { instant, type Instant } from '../../../../shared/lib/moscow.ts';

export const noon = instant(Date.UTC(2026, 10, 24, 9, 0));
export const daysAgo = (days: number): Instant => instant(noon - days * 86_400_000);
export const patientId = '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12';
const id = (number: number) => `3f0c0f5e-6d0a-4d53-9f7e-${String(number).padStart(12, '0')}`;
const ru = (text: string) => ({ ru: text, en: null });

export const range = (low: number | null, high: number | null, digits = 1) => ({ low, high, digits, text: null });

export function analyte(number: number, more: Partial<Analyte> = {}): Analyte {
  return {
    observationId: id(1_000 + number),
    code: `code-${number}`,
    name: { ru: `Показатель ${number}`, en: `Value ${number}` },
    value: { kind: 'number', number: 5, digits: 1, comparator: null },
    unit: { ru: 'ммоль/л', en: 'mmol/L' },
    range: range(3.9, 6.1),
    flag: 'normal',
    before: null,
    points: 1,
    ...more,
  };
}

export const tsh = analyte(1, {
  code: '3016-3',
  name: { ru: 'ТТГ', en: 'TSH' },
  value: { kind: 'number', number: 5.2, digits: 2, comparator: null },
  unit: ru('мМЕ/л'),
  range: range(0.4, 4),
  flag: 'high',
  before: { value: { kind: 'number', number: 3.6, digits: 1, comparator: null }, at: daysAgo(190) },
  points: 6,
});

export function reportLine(number: number, more: Partial<ResultLine> = {}): ResultLine {
  return { reportId: id(number), kind: 'laboratory', title: { ru: `Анализ ${number}`, en: `Test ${number}` }, takenAt: daysAgo(number), releasedAt: daysAgo(number - 1), isNew: false, outside: 0, values: 5, ...more };
}

export function report(analytes: readonly Analyte[], more: Partial<ResultReport> = {}): ResultReport {
  return { ...reportLine(4, { isNew: true, title: { ru: 'Гормоны и витамины', en: 'Hormones and vitamins' } }), isAmended: false, analytes: [...analytes], omitted: 0, conclusion: null, paper: null, ...more };
}

/** Oldest first, one every thirty days. */
export function points(numbers: readonly number[], of: { low: number; high: number }): TrendPoint[] {
  return numbers.map((number, index) => ({
    ...{ at: daysAgo((numbers.length - 1 - index) * 30), number, digits: 1, comparator: null, range: range(of.low, of.high), reportId: id(5_000 + index) },
    flag: number > of.high ? 'high' : number < of.low ? 'low' : 'normal',
  }));
}
