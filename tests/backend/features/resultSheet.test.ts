import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { resultWords } from '../../../renderer/print/resultWords.ts';
import { results, type ResultSheet } from '../../../shared/features/results.ts';
import { addMonths, dayOf, instant, startOf } from '../../../shared/lib/moscow.ts';
import { readSeal } from '../../../shared/lib/seal.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline, monday, type Offline } from '../../support/features.ts';
import { observation, report } from '../../support/resultResources.ts';

const anna = { ...patient('Кузнецова', 'Анна', 'Петровна'), gender: 'female', birthDate: '1951-03-08' };
const boris = { ...patient('Лебедев', 'Борис'), gender: 'male', birthDate: '1980-01-01' };
const released = instant(startOf(addMonths(dayOf(monday), -1)) + 36_000_000);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

async function drawn(kiosk: Offline, printJob: string | null): Promise<ResultSheet | null> {
  const reply = await kiosk.raw('results.job', {}, printJob);
  if (!reply.ok) throw new Error(reply.error.code);
  return results['results.job'].output.parse(reply.value);
}

function withReport(over: object = {}) {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const values = [
    observation(anna.id, released),
    observation(anna.id, released, { code: { text: 'Т4 свободный' }, valueQuantity: { value: 12.3, unit: 'пмоль/л' }, referenceRange: [{ low: { value: 9 }, high: { value: 19 } }] }),
    observation(anna.id, released, { code: { text: 'Описание' }, valueQuantity: undefined, valueString: 'слово '.repeat(500), referenceRange: undefined }),
  ];
  const of = report(anna.id, released, values, { effectiveDateTime: '2026-10-22T08:15:00+03:00', conclusion: 'Первый абзац.\n\nВторой абзац.', ...over });
  kiosk.put(...values, of);
  return { kiosk, reportId: of.id };
}

async function printed({ kiosk, reportId }: ReturnType<typeof withReport>, language: 'ru' | 'en' = 'ru'): Promise<ResultSheet> {
  const drawings: (ResultSheet | null)[] = [];
  kiosk.onPrint(async ({ printJob }) => {
    expect(await drawn(kiosk, randomUUID())).toBeNull();
    drawings.push(await drawn(kiosk, printJob));
    return 'printed';
  });
  await kiosk.call('results.print', { reportId, language });
  const [sheet = null] = drawings;
  if (sheet === null) throw new Error('nothing was drawn');
  return sheet;
}

test('K5 L2 a report is drawn by the one window it was asked for: every value with its unit, range and flag as a word, initials of the name and a seal', async () => {
  const { kiosk, reportId } = withReport();
  const sheet = await printed({ kiosk, reportId });
  const words = resultWords(sheet);
  expect(words).toMatchObject({ head: 'Гормоны щитовидной железы', state: 'ОКОНЧАТЕЛЬНЫЙ', conclusion: ['Первый абзац.', 'Второй абзац.'] });
  expect(words.rows.map(({ name, value, unit, range, flag }) => [name, plain(value), unit, plain(range), plain(flag?.word ?? ''), flag?.side])).toEqual([
    ['ТТГ', '4,8', 'мМЕ/л', '0,4–4,0', 'выше', 'above'],
    ['Т4 свободный', '12,3', 'пмоль/л', '9,0–19,0', 'в норме', 'in'],
    ['Описание', 'под строкой', null, 'не указана', 'без оценки', null],
  ]);
  expect(words.facts.map(({ value }) => plain(value))).toEqual(['Кузнецова А. П.', '22 октября 2026, 8:15', '23 октября 2026, 10:00', sheet.number]);
  // What does not stand in a column is all there below its line, in pieces that fit a sheet.
  const below = words.rows[2]?.below ?? [];
  const value = sheet.report.analytes[2]?.value;
  expect(below.join(' ')).toBe(value?.kind === 'text' ? value.text.ru.trim() : '');
  expect(below.length).toBeGreaterThan(1);
  expect(Math.max(...below.map(({ length }) => length))).toBeLessThanOrEqual(900);
  expect(readSeal(sheet.qr)?.seal).toMatchObject({ kind: 'result', id: reportId, number: sheet.number, state: 'final', at: monday, time: Date.parse('2026-10-22T05:15:00Z'), device: kiosk.record.deviceId });
  expect(JSON.stringify([words, sheet.qr])).not.toMatch(/Анна|1951/);
  expect(await drawn(kiosk, kiosk.jobs[0]?.printJob ?? '')).toBeNull();
});

test('K6 K5 the English sheet is complete, a corrected report says so, and each print has a seal of its own', async () => {
  const made = withReport({ status: 'corrected' });
  const [first, second] = [await printed(made, 'en'), await printed(made, 'en')];
  const words = resultWords(first);
  expect(words).toMatchObject({ head: 'Thyroid hormones', state: 'CORRECTED' });
  expect(JSON.stringify(words)).not.toMatch(/results\.|slips\./);
  expect(words.notes.map(plain)).toEqual(['The clinic has corrected this result: this is the latest version.']);
  const seals = [first, second].map(({ qr }) => readSeal(qr)?.seal);
  expect(seals[0]).toMatchObject({ state: 'amended' });
  expect(seals[0]?.digest).toBe(seals[1]?.digest);
});

test('K5 K2 another’s report is not printed, a missing printer is said, and whoever leaves takes the sheet along', async () => {
  const { kiosk, reportId } = withReport();
  kiosk.onPrint(async ({ printJob }) => {
    await kiosk.leave();
    expect(await drawn(kiosk, printJob)).toBeNull();
    return 'no_printer';
  });
  expect(await kiosk.refusal('results.print', { reportId, language: 'ru' })).toBe('no_printer');
  expect(await kiosk.refusal('results.job', {})).toBe('forbidden');
  kiosk.signIn(boris);
  expect(await kiosk.refusal('results.print', { reportId, language: 'ru' })).toBe('not_found');
});
