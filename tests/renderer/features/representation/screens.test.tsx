import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { KioskScreen } from '../../../../renderer/app/KioskScreen.tsx';
import { useRouter } from '../../../../renderer/app/router.ts';
import { ActForButton, ActForRow } from '../../../../renderer/features/representation/ActForRow.tsx';
import { ActForScreen } from '../../../../renderer/features/representation/ActForScreen.tsx';
import { RepresentationFrame } from '../../../../renderer/features/representation/RepresentationFrame.tsx';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

const anna = { id: 'anna', family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1988-04-03', phoneMasked: null };
const masha = { id: 'masha', family: 'Лесная', given: 'Мария', patronymic: 'Олеговна', birthDate: '2017-05-18', phoneMasked: null };
const nameOf = ({ family, given, patronymic }: typeof anna) => ({ family, given, patronymic });
const people = {
  self: { patientId: 'anna', name: nameOf(anna) },
  people: [{ patientId: 'masha', representationId: 'r', name: nameOf(masha), birthDate: masha.birthDate, relationship: 'parent', until: '2032-05-17' }],
};
const asAnna = { role: 'patient', patient: anna };
const asMasha = { role: 'patient', patient: masha, representative: nameOf(anna) };

const ready = {
  state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: 'Centre' }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null },
  opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null,
};

const ok = (value: unknown): Reply => ({ ok: true, value });
const refused = (code: string): Reply => ({ ok: false, error: { code } });

/** The far end of the port: answers as the backend does, becomes whoever is asked for, and notes what was asked. */
function backend() {
  const asked: { channel: string; input: unknown }[] = [];
  const silent = new Set<string>();
  const listeners = new Set<(topics: readonly string[]) => void>();
  const answers: Record<string, Reply> = {
    'device.state': ok(ready),
    'identity.me': ok(asAnna),
    'sync.status': ok({ line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null }),
    'representation.people': ok(people),
    'documents.pending': ok({ patientId: 'anna', pending: [] }),
    'appointments.releaseHold': ok({}),
  };
  const turns: Record<string, { me: unknown; pending: readonly unknown[] }> = { anna: { me: asAnna, pending: [] }, masha: { me: asMasha, pending: [{ documentId: 'd' }] } };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      if (silent.has(channel)) return new Promise(() => undefined);
      if (channel !== 'representation.actFor' || answers[channel] !== undefined) return Promise.resolve(answers[channel] ?? refused('internal'));
      const { patientId } = input as { patientId: string };
      const turn = turns[patientId];
      answers['identity.me'] = ok(turn?.me);
      answers['documents.pending'] = ok({ patientId, pending: turn?.pending });
      return Promise.resolve(ok({ me: turn?.me }));
    },
    onChanged: (listener: (topics: readonly string[]) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const become = (me: unknown) => {
    answers['identity.me'] = ok(me);
    for (const listener of listeners) listener(['identity']);
  };
  return { bridge, answers, silent, turns, become, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

function Stage() {
  const { route } = useRouter();
  if (route.name === 'actFor') return <ActForScreen then={route.then} />;
  return (
    <KioskScreen title={route.name} dock={{}}>
      {route.name === 'cabinet' && <ActForRow then={route} />}
      {route.name === 'confirm' && <ActForButton then={route} />}
    </KioskScreen>
  );
}

async function pass(seconds = 1): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}
async function open(at: 'cabinet' | 'confirm', change: (server: ReturnType<typeof backend>) => void = () => undefined) {
  const server = backend();
  change(server);
  vi.stubGlobal('kabinet', server.bridge);
  const app = createApp(server.bridge, () => Date.now(), () => crypto.randomUUID());
  app.router.getState().go({ name: at });
  render(<AppRoot app={app} texts={createI18n('ru')}><RepresentationFrame><Stage /></RepresentationFrame></AppRoot>);
  await pass();
  return { ...server, app };
}
async function press(name: RegExp): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name }));
  await pass();
}
const heading = () => screen.getByRole('heading', { level: 1 }).textContent.replaceAll('\u00a0', ' ');
const band = () => screen.queryByRole('region', { name: /За\sкого вы\sдействуете/ });

ownClockAndPage();

it('R10 whoever represents nobody is not asked for whom; whoever does finds the way in the cabinet', async () => {
  await open('cabinet', ({ answers }) => { answers['representation.people'] = ok({ ...people, people: [] }); });
  expect(screen.queryByRole('button', { name: /За\sкого записываетесь/ })).toBeNull();
  cleanup();
  const { app } = await open('cabinet');
  await press(/За\sкого записываетесь/);
  expect(heading()).toBe('За кого записываетесь?');
  expect(screen.getByRole('button', { name: /Анна\sПетровна/, pressed: true })).toBeTruthy();
  expect(screen.getByRole('button', { name: /Мария\sОлеговна/, pressed: false }).textContent.replaceAll('\u00a0', ' ')).toContain('вы родитель, до 17 мая 2032 включительно');
  expect(document.body.textContent).not.toContain('Лесная');
  await press(/^Назад/);
  expect(app.router.getState().stack.map(({ name }) => name)).toEqual(['home', 'cabinet']);
});

it('R10 D3 what the child has to agree to is signed first, then comes what was asked for', async () => {
  const { app, of } = await open('cabinet');
  await press(/За\sкого записываетесь/);
  await press(/Мария/);
  await press(/^Продолжить/);
  expect(of('representation.actFor')).toEqual([{ patientId: 'masha' }]);
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'documents', purpose: 'renew', then: { name: 'cabinet' } });
});

it('R10 every screen says on whose behalf one acts, and the status line who stands here', async () => {
  const { app } = await open('cabinet', ({ answers }) => { answers['identity.me'] = ok(asMasha); });
  for (const name of ['cabinet', 'visits', 'help', 'home'] as const) {
    act(() => app.router.getState().go({ name }));
    await pass();
    expect(band()?.textContent?.replaceAll('\u00a0', ' '), name).toContain('Вы действуете за: Мария Л.');
    expect(document.querySelector('.status')?.textContent, name).toContain('Анна\u00a0Петровна');
  }
  act(() => app.view.getState().toggleView());
  await pass();
  expect(band()?.textContent).toContain('Мария\u00a0Л.');
});

it('R10 K2 «Вернуться к себе» gives the time back, forgets the child’s choice and opens one’s own cabinet', async () => {
  const { app, of } = await open('cabinet', ({ answers }) => { answers['identity.me'] = ok(asMasha); });
  act(() => app.draft.getState().chooseTime({ roleId: 'role', slotId: 'slot', startsAt: instant(0), durationMinutes: 20 }, { holdId: 'hold', slotId: 'slot', expiresAt: instant(1), totalSeconds: 60, extensionLeft: true }));
  act(() => app.router.getState().go({ name: 'visit', id: 'of-the-child' }));
  await pass();
  await press(/^Вернуться к\sсебе/);
  expect(of('representation.actFor')).toEqual([{ patientId: 'anna' }]);
  expect(of('appointments.releaseHold')).toEqual([{ holdId: 'hold' }]);
  expect(app.draft.getState().slot).toBeNull();
  expect(app.router.getState().stack.map(({ name }) => name)).toEqual(['home', 'cabinet']);
  expect(band()).toBeNull();
});

it('R10 without a line nobody is left between two people: the band stays and says so', async () => {
  const { answers, app } = await open('cabinet', (server) => {
    server.answers['identity.me'] = ok(asMasha);
    server.answers['representation.actFor'] = refused('offline');
  });
  await press(/^Вернуться к\sсебе/);
  expect(within(band() as HTMLElement).getByRole('alert').textContent).toContain('Нет связи с\u00a0центром');
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'cabinet' });
  expect(answers['identity.me']).toEqual(ok(asMasha));
});

it('R10 S2 chosen at the last question, doctor and time stay, and the command is a new one', async () => {
  const { app, of, turns } = await open('confirm');
  turns['masha'] = { me: asMasha, pending: [] };
  act(() => void app.draft.getState().claim('anna'));
  act(() => app.draft.getState().chooseTime({ roleId: 'role', slotId: 'slot', startsAt: instant(0), durationMinutes: 20 }, null));
  const before = app.draft.getState();
  await press(/Записать другого человека/);
  await press(/Мария/);
  await press(/^Продолжить/);
  const after = app.draft.getState();
  expect([after.slot, after.ownerId]).toEqual([before.slot, 'masha']);
  expect(after.commandId).not.toBe(before.commandId);
  expect(after.appointmentId).not.toBe(before.appointmentId);
  expect(of('appointments.releaseHold')).toEqual([]);
  expect(app.router.getState().stack.map(({ name }) => name)).toEqual(['home', 'confirm']);
});

it('R10 a right that was taken back is said in words, and one stays who one was', async () => {
  const { app } = await open('cabinet', ({ answers }) => { answers['representation.actFor'] = refused('not_representative'); });
  await press(/За\sкого записываетесь/);
  await press(/Мария/);
  await press(/^Продолжить/);
  expect(screen.getByRole('alert').textContent).toContain('закончился или\u00a0отозван');
  expect(heading()).toBe('За кого записываетесь?');
  expect(band()).toBeNull();
  expect(app.router.getState().stack.at(-1)?.name).toBe('actFor');
});

it('R10 K2 the people of one person are never shown to the next, not even until theirs have come', async () => {
  const { silent, become, app } = await open('cabinet');
  expect(screen.getByRole('button', { name: /За\sкого записываетесь/ })).toBeTruthy();
  silent.add('representation.people');
  become({ role: 'patient', patient: { ...anna, id: 'stranger', given: 'Олег' } });
  await pass();
  expect(screen.queryByRole('button', { name: /За\sкого записываетесь/ })).toBeNull();
  act(() => app.router.getState().replace({ name: 'actFor', then: { name: 'cabinet' } }));
  await pass();
  expect(heading()).toBe('За кого записываетесь?');
  expect(document.body.textContent).not.toContain('Мария');
});

it('R10 a list that did not come is said, and asked for again', async () => {
  const { answers, app } = await open('cabinet', (server) => { server.answers['representation.people'] = refused('offline'); });
  act(() => app.router.getState().replace({ name: 'actFor', then: { name: 'cabinet' } }));
  await pass();
  expect(document.body.textContent).toContain('Список не\u00a0пришёл');
  answers['representation.people'] = ok(people);
  await press(/Попробовать ещё раз/);
  expect(screen.getByRole('button', { name: /Мария/ })).toBeTruthy();
});
