import { act, fireEvent, render, screen } from '@testing-library/react';
import { vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import type { Route } from '../../../../renderer/app/routerStore.ts';
import { ResultScreen } from '../../../../renderer/features/results/ResultScreen.tsx';
import { ResultsScreen } from '../../../../renderer/features/results/ResultsScreen.tsx';
import { TrendScreen } from '../../../../renderer/features/results/TrendScreen.tsx';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { noon, patientId } from './samples.ts';

const patient = { id: patientId, family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };
const ready = {
  ...{ state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: 'Centre' }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null } },
  ...{ opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null },
};

type Answer = (input: Record<string, unknown>) => unknown;

/** The far end of the port, on the day of the samples: answers as the backend does and notes what was asked of it. */
function backend(more: Readonly<Record<string, Answer>>) {
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Answer> = {
    'identity.me': () => ({ role: 'patient', patient }),
    'sync.status': () => ({ line: 'down', lastContactAt: noon, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' }),
    'device.state': () => ready,
    'appointments.mine': () => ({ patientId, upcoming: [], past: [] }),
    'results.seen': () => ({}),
    ...more,
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      const answer = answers[channel];
      return Promise.resolve(answer === undefined ? { ok: false, error: { code: 'internal' } } : { ok: true, value: answer(Object(input)) });
    },
    onChanged: () => () => undefined,
  };
  return { bridge, answers, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

function Stage() {
  const { route } = useRouter();
  if (route.name === 'results') return <ResultsScreen />;
  if (route.name === 'result') return <ResultScreen key={route.reportId} reportId={route.reportId} />;
  if (route.name === 'trend') return <TrendScreen key={route.code} code={route.code} />;
  return <h1>{route.name}</h1>;
}

interface Look {
  readonly accessible?: boolean;
  readonly language?: 'ru' | 'en';
}

/** A signed-in patient at one of the screens of results. */
export async function open(route: Route, more: Readonly<Record<string, Answer>>, { accessible = false, language = 'ru' }: Look = {}) {
  vi.setSystemTime(noon);
  const server = backend(more);
  vi.stubGlobal('kabinet', server.bridge);
  const app = createApp(server.bridge, () => Date.now(), () => crypto.randomUUID());
  if (accessible) app.view.getState().toggleView();
  if (language === 'en') app.view.getState().setLanguage('en');
  app.router.getState().go({ name: 'cabinet' });
  app.router.getState().go(route);
  render(
    <AppRoot app={app} texts={createI18n('ru')}>
      <Stage />
    </AppRoot>,
  );
  await pass(1);
  return { ...server, app };
}

export async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}

/** Short words are tied to the next one by a space that does not break. */
export const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');
export const page = (): string => plain(document.body.textContent);
export const heading = (): string => plain(screen.getByRole('heading', { level: 1 }).textContent);

export async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${name.replaceAll(' ', '\\s')}`) }));
  await pass(0.1);
}
