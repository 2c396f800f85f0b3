import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Output } from '../../../../shared/contract.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';
import { analyte, daysAgo, patientId, points, range, report, reportLine, tsh } from './samples.ts';
import { heading, open, page, pass, plain, press } from './stage.tsx';

ownClockAndPage();

const thousand = Array.from({ length: 1_000 }, (_, index) => reportLine(index + 1, { isNew: index < 2, kind: index % 4 === 3 ? 'imaging' : 'laboratory', values: index % 4 === 3 ? 0 : 5, outside: index % 3 === 0 ? 2 : 0 }));

/** Answers as the backend does: filters, counts, gives one page. */
function list({ kind, offset, limit }: Record<string, unknown>): Output<'results.list'> {
  const lines = thousand.filter((line) => kind === null || line.kind === kind);
  return { patientId, total: lines.length, fresh: 2, lines: lines.slice(Number(offset), Number(offset) + Number(limit)) };
}
const rows = () => screen.getAllByRole('listitem').map(({ textContent }) => plain(textContent));
const one = (shown: ReturnType<typeof report>) => ({ 'results.one': () => ({ patientId, report: shown }) });
const course = points([5.8, 4.6, 3.1, 2.4, 3.6, 5.2], { low: 0.4, high: 4 });
const trend = (of = course) => ({ 'results.trend': () => ({ patientId, name: tsh.name, unit: tsh.unit, points: of, otherUnits: 0 }) });

it('L1 the newest results come first, a page at a time; new ones carry the word, and a line says how much is out of range', async () => {
  const { of } = await open({ name: 'results' }, { 'results.list': list });
  expect(heading()).toBe('Результаты');
  expect(rows()).toHaveLength(6);
  expect(rows()[0]).toBe('Анализ 1 новый23 ноября · 2 из 5 вне нормы');
  expect(rows()[2]).toBe('Анализ 321 ноября · отклонений не отмечено');
  expect(rows()[3]).toContain('исследование');
  expect(page()).toContain('1 000 результатов'.replace(' ', ''));
  await press('Ниже');
  expect(rows()[0]).toContain('Анализ 7');
  expect(of('results.list').at(-1)).toEqual({ kind: null, months: null, offset: 6, limit: 6 });
});

it('L1 choosing a kind and a time starts again from the first page', async () => {
  const { of, app } = await open({ name: 'results' }, { 'results.list': list });
  await press('Ниже');
  await press('Исследования');
  expect(of('results.list').at(-1)).toEqual({ kind: 'imaging', months: null, offset: 0, limit: 6 });
  await press('За какое время');
  await press('За год');
  expect(of('results.list').at(-1)).toEqual({ kind: 'imaging', months: 12, offset: 0, limit: 6 });
  await press('Анализ 4');
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'result', reportId: thousand[3]?.reportId });
});

it('L1 an empty list says so, and one emptied by the choice offers all of it', async () => {
  await open({ name: 'results' }, { 'results.list': ({ kind }) => (kind === 'imaging' ? { patientId, total: 0, fresh: 0, lines: [] } : list({ kind, offset: 0, limit: 6 })) });
  await press('Исследования');
  expect(page()).toContain('Таких результатов нет');
  await press('Показать все');
  expect(rows()).toHaveLength(6);
});

it('L1 an answer about somebody else is never drawn', async () => {
  await open({ name: 'results' }, { 'results.list': (input) => ({ ...list(input), patientId: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a99' }) });
  expect(page()).not.toContain('Анализ 1');
});

it('L2 a report counts what is out of range, never interprets, and names value, unit, flag, norm and what was before', async () => {
  await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([tsh, analyte(2)])), ...trend() });
  expect(heading()).toBe('Гормоны и витамины');
  expect(page()).toContain('Взято 20 ноября в 12:00, готово 21 ноября');
  expect(page()).toContain('1 из 2 показателей вне нормы. Это не диагноз. Обсудите результат с врачом.');
  const [, first, second] = screen.getAllByRole('row').map(({ textContent }) => plain(textContent));
  expect(first).toContain('ТТГ5,20мМЕ/лвышебыло 3,6 мМЕ/л, 18 мая');
  expect(first).toContain('0,40–4,00');
  expect(second).toContain('5,0ммоль/лв норме');
});

it('L1 opening a new report says so once; an old one says nothing', async () => {
  const { of, app } = await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([tsh])), ...trend() });
  app.reads.changed(() => true);
  await pass(1);
  expect(of('results.seen')).toEqual([expect.objectContaining({ reportId: reportLine(4).reportId })]);
});

it('L1 a report that was opened before tells nobody', async () => {
  const { of } = await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([tsh], { isNew: false })), ...trend() });
  expect(of('results.seen')).toEqual([]);
});

it('L2 what no laboratory judged is not called normal; a far value asks for a doctor', async () => {
  await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([analyte(1), analyte(2, { flag: null, range: null })])), ...trend() });
  expect(page()).toContain('1 из 2 показателей в норме, остальные лаборатория не оценивала');
  expect(page()).toContain('без оценки');
  expect(page()).toContain('не указана');
});

it('L2 a value far out of range is said first', async () => {
  await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([analyte(1, { flag: 'criticalLow' })], { omitted: 3 })), ...trend() });
  expect(page()).toContain('Покажите результат врачу как можно скорее');
  expect(page()).toContain('сильно ниже');
  expect(page()).toContain('Ещё 3 показателя здесь не показаны');
});

it('L2 hostile values stay text: markup is letters, a text has no band, nothing is drawn of it', async () => {
  const hostile = analyte(1, { name: { ru: '<img src=x onerror=alert(1)>', en: null }, value: { kind: 'text', text: { ru: '<script>1</script>', en: null } }, unit: null, flag: null, code: null });
  await open({ name: 'result', reportId: reportLine(4).reportId }, one(report([hostile, analyte(2, { value: { kind: 'absent' }, flag: null })], { conclusion: { ru: 'Первая\n<a href="//x">вторая</a>', en: null } })));
  expect(page()).toContain('<script>1</script>');
  expect(page()).toContain('нет данных');
  await press('Заключение');
  expect(page()).toContain('<a href="//x">вторая</a>');
  expect(document.querySelector('main img, main a, main script')).toBeNull();
});

it('L3 a study shows its conclusion; a report that was taken back is said to be gone', async () => {
  const { answers, app } = await open({ name: 'result', reportId: reportLine(4).reportId }, one(report([], { kind: 'imaging', isAmended: true, conclusion: { ru: 'Узлов нет.', en: null } })));
  expect(page()).toContain('Сделано 20 ноября');
  expect(page()).toContain('Узлов нет.');
  expect(page()).toContain('Клиника исправила этот результат');
  answers['results.one'] = () => ({ patientId, report: null });
  app.reads.changed(() => true);
  await pass(1);
  expect(page()).toContain('Этого результата здесь больше нет');
  expect(page()).not.toContain('Узлов нет.');
});

it('L2 one line leads to its course: the drawing is named in words, the table has every value, newest first', async () => {
  const { app } = await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([tsh, analyte(2)])), ...trend() });
  expect(screen.queryByRole('button', { name: /^Показатель 2/ })).toBeNull();
  await press('ТТГ');
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'trend', code: '3016-3' });
  await pass(1);
  expect(heading()).toBe('ТТГ');
  expect(page()).toContain('мМЕ/л: 6 измерений, первое 27 июня 2026. Вне нормы: 3.');
  await press('Таблица');
  const shown = screen.getAllByRole('row').slice(1).map((row) => plain(row.querySelector('.value')?.textContent ?? ''));
  expect(shown).toEqual(['5,2', '3,6', '2,4', '3,1', '4,6', '5,8']);
  expect(page()).toContain('25 октября 2026');
});

it('L2 a shorter time is offered only where it shows something else, and then shows only that', async () => {
  const old = { at: daysAgo(1_500), number: 9.9, digits: 1, comparator: null, range: range(0.4, 4), flag: 'high', reportId: reportLine(9).reportId } as const;
  await open({ name: 'trend', code: '3016-3' }, trend([old, ...course]));
  expect(screen.queryByRole('button', { name: 'Год' })).toBeNull();
  await press('3\\sгода');
  await press('Таблица');
  expect(page()).not.toContain('9,9');
  expect(screen.getAllByRole('row')).toHaveLength(7);
});

it('L2 K4 the accessible view: values as a list, one opened in full, its course as a table first', async () => {
  const { app } = await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([tsh, analyte(2)])), ...trend() }, { accessible: true });
  const options = () => screen.getAllByRole('option').map(({ textContent }) => plain(textContent));
  expect(options()).toEqual(['ТТГ 5,20 мМЕ/лвыше', 'Показатель 2 5,0 ммоль/лв норме', 'Распечатать']);
  expect(page()).toContain('1 из 2 показателей вне нормы');
  await press('Открыть');
  expect(heading()).toBe('ТТГ');
  expect(page()).toContain('Было3,6 мМЕ/л');
  await press('По годам');
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'trend', code: '3016-3' });
  await pass(1);
  expect(screen.getAllByRole('row')).toHaveLength(7);
  await press('Показать иначе');
  expect(options()).toEqual(['Таблица, всё время', 'График, всё время']);
});

it('L1 K4 the accessible list asks for kind and time in two short questions', async () => {
  const { of } = await open({ name: 'results' }, { 'results.list': list }, { accessible: true });
  await press('Отобрать');
  fireEvent.click(screen.getByRole('option', { name: 'Исследования' }));
  await press('Выбрать');
  expect(heading()).toBe('За какое время?');
  await press('Ниже');
  await press('Выбрать');
  expect(of('results.list').at(-1)).toEqual({ kind: 'imaging', months: 3, offset: 0, limit: 50 });
});

it('L1 K4 a thousand results are walked by the pad in parts of fifty', async () => {
  const { of } = await open({ name: 'results' }, { 'results.list': list }, { accessible: true });
  screen.getByRole('listbox').focus();
  for (let step = 0; step < 50; step += 1) fireEvent.keyDown(screen.getByRole('listbox'), { key: 'ArrowDown' });
  fireEvent.keyDown(screen.getByRole('listbox'), { key: 'Enter' });
  await pass(0.1);
  expect(of('results.list').at(-1)).toEqual({ kind: null, months: null, offset: 50, limit: 50 });
});

it('L2 K6 the English page is English, with the decimal point', async () => {
  await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([tsh])), ...trend() }, { language: 'en' });
  expect(heading()).toBe('Hormones and vitamins');
  expect(page()).toContain('1 of 1 value is out of range. This is not a diagnosis.');
  expect(page()).toContain('5.20');
});

it('L1 whoever a restart has signed out is asked to sign in again and comes back to the result', async () => {
  const { answers, app } = await open({ name: 'result', reportId: reportLine(4).reportId }, { ...one(report([tsh])), ...trend() });
  answers['identity.me'] = () => ({ role: 'visitor', patient: null });
  app.reads.changed(() => true);
  await pass(1);
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'signIn', then: { name: 'result', reportId: reportLine(4).reportId }, reason: 'restarted' });
});
