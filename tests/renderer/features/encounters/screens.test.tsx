import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { kopecks } from '../../../../shared/lib/money.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';
import { heading, moscow, open, openVisit, page, paper, pass, patientId, plain, press, record, result, service, visit } from './stage.tsx';

ownClockAndPage();

const past = visit(1);
const lines = () => screen.getAllByRole('listitem').map(({ textContent }) => plain(textContent));

it('S7 a past visit names who received, from when until when, each service with its price, and the sum to the kopeck', async () => {
  await openVisit(past, record(past));
  expect(heading()).toBe('Приём 14 октября 2026');
  expect(page()).toContain('Смирнова Елена Андреевна');
  expect(page()).toContain('с 10:12 до 10:31');
  expect(page()).toContain('Вы были записаны на 10:00');
  expect(page()).toContain('Кабинет 214');
  expect(lines().slice(0, 2)).toEqual(['Услуга 13 200 ₽', 'Услуга 2× 24 205,50 ₽']);
  expect(page()).toContain('Итого7 405,50 ₽');
  // Neither the slip's number nor its code: it is over.
  expect(page()).not.toContain('Р90-1');
});

it('S7 what was as planned is not said twice; another doctor than the one booked is', async () => {
  await openVisit(past, record(past, { beganAt: past.startsAt }));
  expect(page()).not.toContain('Вы были записаны');
});

it('S7 another doctor than the one booked is named, and the booked one beside', async () => {
  await openVisit(past, record(past, { roleId: '3f0c0f5e-6d0a-4d53-9f7e-000000009001', doctor: { family: 'Орлов', given: 'Пётр', patronymic: 'Ильич', speciality: { ru: 'Кардиолог', en: null } } }));
  expect(page()).toContain('Орлов Пётр Ильич');
  expect(page()).toContain('Кардиолог. Вы были записаны к врачу Смирнова Е. А.');
});

it('S7 a document opens in the reader of papers, a result on its own screen, and one may book again', async () => {
  const { top, app } = await openVisit(past, record(past));
  await press('Заключение врача');
  expect(top()).toEqual({ name: 'paper', binaryId: paper(1).binaryId, title: { ru: 'Заключение врача', en: 'Doctor’s conclusion' } });
  app.router.getState().back();
  await pass(0.2);
  expect(screen.getByRole('button', { name: /^Анализ 1/ }).textContent).toContain('новый');
  expect(page()).toContain('20 октября · 2 показателя вне нормы');
  await press('Анализ 1');
  expect(top()).toEqual({ name: 'result', reportId: result(1).reportId });
  app.router.getState().back();
  await pass(0.2);
  await press('Записаться снова');
  expect(top()).toEqual({ name: 'time', roleId: past.roleId, purpose: 'book' });
});

it('D1 S7 a past visit may be deleted from its own page, in both views', async () => {
  const { top } = await openVisit(past, record(past));
  await press('Удалить');
  expect(top()).toEqual({ name: 'deletion', of: { scope: 'item', kind: 'visits', itemId: past.id } });
});

it('S7 a price that cannot be told is said to be missing, and so is the sum', async () => {
  await openVisit(past, record(past, { services: [service(1, 320_000), service(2, null, { name: { ru: '', en: null } })] }));
  expect(lines().slice(0, 2)).toEqual(['Услуга 13 200 ₽', 'Услугацена не указана']);
  expect(page()).toContain('Полную сумму назовут в регистратуре');
  expect(page()).not.toContain('Итого');
});

it('S7 no services, no sum; a document the kiosk cannot open says where to ask', async () => {
  const { top } = await openVisit(past, record(past, { services: [], results: [], documents: [paper(1, { binaryId: null, title: { ru: '', en: null } })] }));
  expect(page()).toContain('Услуги этого приёма в карте не указаны.');
  expect(page()).not.toContain('Итого');
  expect(page()).toContain('Попросите копию в регистратуре');
  await press('Документ приёма');
  expect(top()).toEqual({ name: 'visit', id: past.id });
});

it('S7 what does not fit on one page is shown a part at a time, every line of it', async () => {
  const many = record(past, { services: Array.from({ length: 40 }, (_, index) => service(index + 1, 10_001)), documents: Array.from({ length: 12 }, (_, index) => paper(index + 1)), results: Array.from({ length: 12 }, (_, index) => result(index + 1)), omitted: 3 });
  await openVisit(past, many);
  const seen = new Set(lines());
  for (let turn = 0; turn < 6; turn++) {
    await press('Ниже');
    for (const line of lines()) seen.add(line);
  }
  expect([...seen].filter((line) => line.startsWith('Услуга'))).toHaveLength(40);
  // The sum is that of all, on whichever page one is.
  expect(page()).toContain('Итого4 000,40 ₽');
  expect(page()).toContain('Ещё 3 строки здесь не показаны');
  await press('Документы: 12');
  expect(lines().filter((line) => line.startsWith('Заключение врача')).length).toBeGreaterThan(3);
  await press('Результаты: 12');
  expect(lines()[0]).toContain('Анализ 1');
});

it('S7 a visit the clinic keeps no record of, and one that is ahead, are shown as they were booked', async () => {
  await openVisit(past, null);
  expect(page()).toContain('Р90-1');
  expect(page()).not.toContain('Итого');
});

it.each(['booked', 'arrived', 'cancelled', 'noshow'] as const)('S7 of a visit that is %s nothing is asked and nothing told', async (status) => {
  const other = visit(2, { status, startsAt: moscow('2026-11-26T10:00') });
  const { of } = await openVisit(other, record(other));
  expect(of('encounters.ofVisit')).toEqual([]);
  expect(page()).not.toContain('Услуга 1');
  expect(page()).not.toContain('Услуги и стоимость');
});

it('S7 an answer about somebody else is never drawn', async () => {
  await open({ name: 'visit', id: past.id }, { 'appointments.one': () => ({ patientId, visit: past }), 'encounters.ofVisit': () => ({ patientId: past.id, record: record(past) }) });
  expect(page()).not.toContain('Услуга 1');
});

it('K4 S7 in the accessible view the parts are a list moved by the pad, and each opens', async () => {
  const { top, app } = await openVisit(past, record(past), { accessible: true });
  const options = () => screen.getAllByRole('option').map(({ textContent }) => plain(textContent));
  expect(options()).toEqual(['Услуги и стоимость7 405,50 ₽', 'Заключение врачаот 14 октября', 'Анализ 120 октября · 2 показателя вне нормы']);
  await press('Открыть');
  expect(heading()).toBe('Услуги и стоимость');
  expect(page()).toContain('Итого7 405,50 ₽');
  await press('Назад');
  await press('Ниже');
  await press('Открыть');
  expect(top()).toMatchObject({ name: 'paper', binaryId: paper(1).binaryId });
  app.router.getState().back();
  await pass(0.2);
  for (let turn = 0; turn < 2; turn++) await press('Ниже');
  await press('Открыть');
  expect(top()).toMatchObject({ name: 'result' });
  app.router.getState().back();
  await pass(0.2);
  for (let turn = 0; turn < 3; turn++) await press('Ниже');
  expect(options()).toContain('Кто и когда принималврач, время, кабинет');
  await press('Открыть');
  expect(page()).toContain('с 10:12 до 10:31');
  await press('Назад');
  await press('Ниже');
  await press('Открыть');
  expect(top()).toMatchObject({ name: 'deletion', of: { itemId: past.id } });
});

it('K6 S7 in English every word but the clinic’s own is English', async () => {
  await openVisit(past, record(past), { language: 'en' });
  expect(heading()).toBe('Visit on 14 October 2026');
  expect(page()).toContain('10:12 to 10:31');
  expect(page()).toContain('Your appointment was at 10:00');
  expect(lines().slice(0, 2)).toEqual(['Service 13 200 ₽', 'Service 2× 24 205,50 ₽']);
  expect(page()).toContain('Doctor’s conclusion');
});

it('S7 the list of past visits says what each cost, and by year where there are many', async () => {
  const years = [2026, 2025, 2024];
  const many = years.flatMap((year, index) => Array.from({ length: 8 }, (_, number) => visit(100 * (index + 1) + number, { startsAt: moscow(`${year}-0${8 - number + 1}-05T10:00`) })));
  await open({ name: 'visits' }, { 'appointments.mine': () => ({ patientId, upcoming: [], past: many }), 'encounters.costs': () => ({ patientId, costs: [{ appointmentId: many[0]?.id, total: kopecks(740_550) }] }) });
  await press('Прошедшие');
  expect(lines()[0]).toContain('7 405,50 ₽');
  expect(lines()[1]).not.toContain('₽');
  await press('2024');
  expect(lines().every((line) => line.includes('2024'))).toBe(true);
  expect(page()).toContain('из 8');
  await press('Все');
  expect(lines()[0]).toContain('2026');
});

it('S7 costs of somebody else are told of nobody', async () => {
  await open({ name: 'visits' }, { 'appointments.mine': () => ({ patientId, upcoming: [], past: [past] }), 'encounters.costs': () => ({ patientId: past.id, costs: [{ appointmentId: past.id, total: kopecks(740_550) }] }) });
  await press('Прошедшие');
  expect(lines()[0]).not.toContain('₽');
});
