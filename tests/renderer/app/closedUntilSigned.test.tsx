import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { AppRoot } from '../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../renderer/app/createApp.ts';
import { createI18n } from '../../../renderer/app/bothTexts.ts';
import type { Route } from '../../../renderer/app/routerStore.ts';
import { CurrentScreen } from '../../../renderer/app/CurrentScreen.tsx';
import type { Reply } from '../../../shared/rpc/wire.ts';

const title = { ru: 'Согласие на обработку персональных данных', en: null };
const consent = { documentId: 'd1', kind: 'consent', version: '2026-01', effective: '2026-01-12', title };
const patient = { id: 'p1', family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };

/** A signed-in patient's kiosk; `pending`: what is not signed, as after a whole withdrawal. */
function kiosk(pending: readonly object[]) {
  const answers: Record<string, unknown> = {
    'device.state': {
      ...{ state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: null }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null } },
      ...{ opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null },
    },
    'identity.me': { role: 'patient', patient },
    'sync.status': { line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null },
    'documents.pending': { patientId: 'p1', pending },
    'documents.one': { document: { ...consent, language: 'ru', sha256: 'a'.repeat(64), blocks: [] } },
    'documents.current': { inForce: [consent], coming: [] },
    'appointments.mine': { patientId: 'p1', upcoming: [], past: [] },
    'representation.people': { people: [] },
    'results.list': { patientId: 'p1', total: 1, fresh: 3, lines: [{ reportId: 'r1', kind: 'laboratory', title: { ru: 'Гормоны', en: null }, takenAt: null, releasedAt: Date.UTC(2024, 10, 24), isNew: true, outside: 0, values: 1 }] },
  };
  const bridge = {
    call: (channel: string): Promise<Reply> => Promise.resolve(channel in answers ? { ok: true, value: answers[channel] } : { ok: false, error: { code: 'internal' } }),
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  render(
    <AppRoot app={app} texts={createI18n('ru')}>
      <CurrentScreen />
    </AppRoot>,
  );
  return { go: (route: Route) => act(() => app.router.getState().go(route)) };
}

const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name });

// In the app they come behind the first screen; here they come before the first test.
beforeAll(() => import('../../../renderer/app/screens.tsx'), 30_000);
beforeEach(() => {
  for (const name of ['ResizeObserver', 'IntersectionObserver']) vi.stubGlobal(name, class { observe(): void {} unobserve(): void {} disconnect(): void {} });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('D3 without a consent the cabinet is closed by whichever way one comes to it; visits stay open', async () => {
  const { go } = kiosk([{ ...consent, beforeId: null }]);
  for (const route of [{ name: 'cabinet' }, { name: 'results' }, { name: 'trend', code: '3016-3' }] satisfies Route[]) {
    go(route);
    await heading(title.ru);
  }
  go({ name: 'visits' });
  await heading(/запис/i);
  expect(screen.queryByRole('heading', { level: 1, name: title.ru })).toBeNull();
});

it('D3 with everything signed the cabinet opens', async () => {
  const { go } = kiosk([]);
  go({ name: 'cabinet' });
  expect(await heading(/Здравствуйте/)).toBeTruthy();
  expect((await screen.findByRole('button', { name: /^Результаты\s3\sновых/ })).textContent).toContain('Гормоны, 24\u00a0ноября\u00a02024');
  go({ name: 'results' });
  expect(await heading('Результаты')).toBeTruthy();
});
