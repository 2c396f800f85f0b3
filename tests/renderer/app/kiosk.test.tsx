import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { AppRoot } from '../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../renderer/app/createApp.ts';
import { createI18n } from '../../../renderer/app/bothTexts.ts';
import { IdleGuard } from '../../../renderer/app/idle/IdleGuard.tsx';
import { KioskScreen } from '../../../renderer/app/KioskScreen.tsx';
import type { Reply } from '../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../support/pageClock.ts';

const ready = {
  state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: 'Centre' }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null },
  opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null,
};

/** The far end of the port: answers as the backend does and notes what was asked of it. */
function backend() {
  const asked: { channel: string; input: unknown }[] = [];
  const listeners = new Set<(topics: readonly string[]) => void>();
  const answers: Record<string, unknown> = {
    'device.state': ready,
    'identity.me': { role: 'visitor', patient: null },
    'sync.status': { line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null },
    'identity.leave': {},
    'appointments.releaseHold': {},
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      return Promise.resolve(channel in answers ? { ok: true, value: answers[channel] } : { ok: false, error: { code: 'internal' } });
    },
    onChanged: (listener: (topics: readonly string[]) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { bridge, asked, answers, changed: (topics: readonly string[]) => { for (const listener of listeners) listener(topics); }, left: () => asked.filter(({ channel }) => channel === 'identity.leave') };
}

const patient = { id: '1', family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };

async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}

async function openKiosk() {
  const server = backend();
  vi.stubGlobal('kabinet', server.bridge);
  const app = createApp(server.bridge, () => Date.now(), () => crypto.randomUUID());
  render(
    <AppRoot app={app} texts={createI18n('ru')}>
      <KioskScreen title="К какому врачу?" dock={{ back: { label: 'Назад', onPress: () => app.router.getState().back() }, primary: { label: 'Выбрать время', onPress: () => undefined, disabledReason: 'Сначала выберите врача' } }} />
      <IdleGuard />
    </AppRoot>,
  );
  await pass(1);
  return { ...server, app };
}

const go = (app: Awaited<ReturnType<typeof openKiosk>>['app']) => act(() => app.router.getState().go({ name: 'doctors', purpose: 'book' }));

ownClockAndPage();

describe('walking away', () => {
  it('K2 an untouched first screen never asks whether anybody is there', async () => {
    const { left } = await openKiosk();
    await pass(600);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(left()).toEqual([]);
  });

  it('K2 after the idle time it asks, counts at least twenty seconds, then everything is given up', async () => {
    const { app, left } = await openKiosk();
    go(app);
    await pass(61);
    expect(screen.getByRole('dialog', { name: 'Вы ещё здесь?' })).toBeTruthy();
    await pass(18);
    expect(left()).toEqual([]);
    await pass(3);
    expect(left()).toEqual([{ channel: 'identity.leave', input: { reason: 'idle' } }]);
    expect(app.router.getState().stack).toEqual([{ name: 'home' }]);
  });

  it('K2 «Да, продолжить» starts the idle time anew and keeps the choice', async () => {
    const { app, left } = await openKiosk();
    go(app);
    act(() => app.draft.getState().chooseDoctor('role-1'));
    await pass(61);
    fireEvent.click(screen.getByRole('button', { name: 'Да, продолжить' }));
    await pass(50);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(left()).toEqual([]);
    expect(app.draft.getState().roleId).toBe('role-1');
  });

  it('K2 brushing the glass does not answer for the patient', async () => {
    const { app, left } = await openKiosk();
    go(app);
    await pass(61);
    fireEvent.pointerDown(document.body);
    await pass(21);
    expect(left()).toHaveLength(1);
  });

  it('K4 the accessible view gives half as much time again', async () => {
    const { app } = await openKiosk();
    act(() => app.view.getState().toggleView());
    await pass(80);
    expect(screen.queryByRole('dialog')).toBeNull();
    await pass(12);
    expect(screen.getByRole('dialog')).toBeTruthy();
  });

  it('K2 leaving forgets choice, size and language at once, without waiting for an answer', async () => {
    const { app, bridge, answers, changed } = await openKiosk();
    answers['identity.me'] = { role: 'patient', patient };
    act(() => changed(['identity']));
    await pass(1);
    act(() => app.draft.getState().chooseDoctor('role-1'));
    act(() => app.view.getState().toggleView());
    bridge.call = () => new Promise<Reply>(() => undefined);
    fireEvent.click(screen.getByRole('button', { name: 'Завершить' }));
    expect(app.draft.getState().roleId).toBeNull();
    expect(app.view.getState().view).toBe('normal');
    expect(document.body.textContent).not.toContain('Анна Петровна');
  });
});

describe('the frame', () => {
  it('K2 the status line shows given name and patronymic, never the surname', async () => {
    const { answers, changed } = await openKiosk();
    answers['identity.me'] = { role: 'patient', patient };
    act(() => changed(['identity']));
    await pass(1);
    expect(document.body.textContent).toContain('Анна\u00a0Петровна');
    expect(document.body.textContent).not.toContain('Кузнецова');
  });

  it('K4 a button that does nothing now can be focused and says why', async () => {
    await openKiosk();
    const button = screen.getByRole('button', { name: /Выбрать время/ });
    button.focus();
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.textContent).toContain('Сначала выберите врача');
  });

  it('K4 a new screen puts the focus on its question', async () => {
    await openKiosk();
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: 'К какому врачу?' }));
  });

  it('K6 English changes the words and the language of the page', async () => {
    await openKiosk();
    fireEvent.click(screen.getByRole('button', { name: 'English' }));
    await pass(1);
    expect(document.documentElement.lang).toBe('en');
    expect(screen.getByRole('button', { name: 'Larger' })).toBeTruthy();
  });

  it('K7 a cut line is said in words beside its sign', async () => {
    const { answers, changed } = await openKiosk();
    answers['sync.status'] = { line: 'down', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' };
    act(() => changed(['sync']));
    await pass(1);
    expect(screen.getByText('Нет связи с центром')).toBeTruthy();
  });

  it('S10 the clock shows Moscow time by the server’s clock, not the machine’s', async () => {
    vi.setSystemTime(Date.UTC(2026, 10, 24, 7, 30));
    const { answers, changed } = await openKiosk();
    answers['sync.status'] = { line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 12 * 60_000, failure: null };
    act(() => changed(['sync']));
    await pass(1);
    expect(screen.getByText('10:42')).toBeTruthy();
  });
});
