import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { PersonRepresentatives } from '../../../../renderer/features/representatives/PersonRepresentatives.tsx';
import type { Reply } from '../../../../shared/rpc/wire.ts';

const child = { patientId: 'masha', name: 'Лесная М. О.', birthDay: '05-18', phoneEnd: null };
const mother = { patientId: 'anna', name: 'Кузнецова А. П.', birthDay: '04-03', phoneEnd: '12' };
const right = { representationId: 'r', patientId: 'anna', name: 'Кузнецова А. П.', birthDay: '04-03', relationship: 'parent', document: 'birth_certificate', until: '2032-05-17', grantedAt: 0 };

const ok = (value: unknown): Reply => ({ ok: true, value });

function backend() {
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Reply> = {
    'representatives.list': ok({ patientId: 'masha', representatives: [], represents: [] }),
    'staff.findPatient': ok({ patient: mother, several: false }),
    'representatives.grant': ok({ patientId: 'masha', representativeId: 'anna', representationId: 'r', until: '2032-05-17' }),
    'representatives.revoke': ok({}),
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      return Promise.resolve(answers[channel] ?? { ok: false, error: { code: 'internal' } });
    },
    onChanged: () => () => undefined,
  };
  return { bridge, answers, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

async function pass(): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(100));
}
async function open(change: (server: ReturnType<typeof backend>) => void = () => undefined) {
  const server = backend();
  change(server);
  vi.stubGlobal('kabinet', server.bridge);
  const app = createApp(server.bridge, () => Date.now(), () => crypto.randomUUID());
  render(<AppRoot app={app} texts={createI18n('ru')}><PersonRepresentatives patient={child} /></AppRoot>);
  await pass();
  return server;
}
async function press(name: RegExp): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name }));
  await pass();
}
const type = (name: RegExp, value: string) => fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } });
const said = () => screen.getByRole('alert').textContent.replaceAll('\u00a0', ' ');
async function findMother(): Promise<void> {
  await press(/^Добавить представителя/);
  type(/Номер карты/, 'А-000001');
  await press(/^Найти$/);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('R10 a parent gets the right after the registrar has ticked the document, until the age the clinic sets', async () => {
  const { of, answers } = await open();
  expect(document.body.textContent).toContain('За\u00a0этого пациента никто не\u00a0действует');
  await findMother();
  expect(of('staff.findPatient')).toEqual([{ cardNumber: 'А-000001' }]);
  await press(/^Дать доступ/);
  expect(said()).toContain('Отметьте, что документы показаны');
  expect(of('representatives.grant')).toEqual([]);
  fireEvent.click(screen.getByRole('checkbox'));
  answers['representatives.list'] = ok({ patientId: 'masha', representatives: [right], represents: [] });
  await press(/^Дать доступ/);
  expect(of('representatives.grant')).toEqual([{ patientId: 'masha', representativeId: 'anna', relationship: 'parent', document: 'birth_certificate', documentSeen: true, until: null }]);
  expect(screen.getByRole('status').textContent?.replaceAll('\u00a0', ' ')).toContain('Доступ дан до 17 мая 2032 включительно');
  expect(within(screen.getByRole('list', { name: 'Представители' })).getByText('Кузнецова А. П.')).toBeTruthy();
});

it('R10 a power of attorney needs its day, and another right needs its own paper', async () => {
  const { of } = await open();
  await findMother();
  fireEvent.click(screen.getByRole('checkbox'));
  fireEvent.click(screen.getByRole('radio', { name: /^По\sдоверенности/ }));
  expect(screen.getByRole<HTMLInputElement>('checkbox').checked).toBe(false);
  fireEvent.click(screen.getByRole('checkbox'));
  await press(/^Дать доступ/);
  expect(document.body.textContent).toContain('У\u00a0доверенности есть срок');
  expect(of('representatives.grant')).toEqual([]);
  type(/^До\sкакого дня/, '1.9.2027');
  await press(/^Дать доступ/);
  expect(of('representatives.grant')).toEqual([{ patientId: 'masha', representativeId: 'anna', relationship: 'proxy', document: 'power_of_attorney', documentSeen: true, until: '2027-09-01' }]);
});

it('R10 what the centre refuses is said in words and nothing typed is lost', async () => {
  const { answers } = await open(({ answers: first }) => { first['representatives.grant'] = { ok: false, error: { code: 'until_wrong' } }; });
  await findMother();
  type(/^До\sкакого дня/, '01.09.2020');
  fireEvent.click(screen.getByRole('checkbox'));
  await press(/^Дать доступ/);
  expect(document.body.textContent.replaceAll('\u00a0', ' ')).toContain('Этот день уже прошёл или позже, чем можно');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: /^До\sкакого дня/ }).value).toBe('01.09.2020');
  answers['representatives.grant'] = { ok: false, error: { code: 'not_a_child' } };
  await press(/^Дать доступ/);
  expect(said()).toContain('Для взрослого нужна доверенность');
});

it('R10 X8 nobody becomes their own representative, and nobody found is said', async () => {
  const { answers } = await open(({ answers: first }) => { first['staff.findPatient'] = ok({ patient: child, several: false }); });
  await findMother();
  expect(said()).toContain('Это сам пациент');
  answers['staff.findPatient'] = ok({ patient: null, several: false });
  await press(/^Найти$/);
  expect(said()).toContain('По этим данным никого нет');
  answers['staff.findPatient'] = ok({ patient: null, several: true });
  await press(/^Найти$/);
  expect(said()).toContain('Таких людей несколько');
});

it('R10 a right is taken back with a reason only', async () => {
  const { of, answers } = await open(({ answers: first }) => { first['representatives.list'] = ok({ patientId: 'masha', representatives: [right], represents: [] }); });
  await press(/^Отозвать$/);
  await press(/^Отозвать доступ$/);
  expect(document.body.textContent).toContain('Назовите причину');
  expect(of('representatives.revoke')).toEqual([]);
  type(/^Причина отзыва/, 'Решение суда');
  answers['representatives.list'] = ok({ patientId: 'masha', representatives: [], represents: [] });
  await press(/^Отозвать доступ$/);
  expect(of('representatives.revoke')).toEqual([{ representationId: 'r', reason: 'Решение суда' }]);
  expect(screen.getByRole('status').textContent).toContain('Доступ отозван');
  expect(screen.queryByRole('list', { name: 'Представители' })).toBeNull();
});
