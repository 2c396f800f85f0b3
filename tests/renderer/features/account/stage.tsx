import { act, fireEvent, render, screen } from '@testing-library/react';
import { vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import { AccountScreen } from '../../../../renderer/features/account/AccountScreen.tsx';
import { AccountStep } from '../../../../renderer/features/account/AccountStep.tsx';
import type { Output } from '../../../../shared/contract.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';

const noon = instant(Date.UTC(2026, 10, 24, 9, 0));
const minutes = (count: number) => instant(noon + count * 60_000);

export const annaHere = { id: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a10', here: true, place: { ru: 'Главный корпус', en: 'Main building' }, method: 'password', acting: null, startedAt: minutes(-5), endsAt: minutes(25) } as const;
export const annaElsewhere = { id: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a11', here: false, place: { ru: 'Подольск', en: null }, method: 'email', acting: null, startedAt: minutes(-60), endsAt: minutes(-30) } as const;

export const anna: Output<'account.overview'> = {
  patientId: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12',
  login: 'anna@example.org',
  hasPassword: true,
  esiaLinked: false,
  phone: '+7 900 ***-**-67',
  pendingEmail: null,
  sessions: [annaHere],
};
const patient = { id: anna.patientId, family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };

const ready = {
  state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: 'Centre' }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null },
  opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null,
};

/** The far end of the port: answers as the backend does and notes what was asked of it. */
function backend() {
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Reply> = {
    'identity.me': { ok: true, value: { role: 'patient', patient } },
    'sync.status': { ok: true, value: { line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null } },
    'device.state': { ok: true, value: ready },
    'account.overview': { ok: true, value: anna },
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

function Stage() {
  const { route } = useRouter();
  if (route.name === 'account') return <AccountScreen />;
  if (route.name === 'accountStep') return <AccountStep key={route.step} step={route.step} />;
  return <h1>{route.name}</h1>;
}

type Answers = ReturnType<typeof backend>['answers'];

/** The account of a patient who has signed in; `before` says what the backend answers otherwise. */
export async function openAccount(before: (answers: Answers) => void = () => undefined) {
  vi.setSystemTime(noon);
  const server = backend();
  before(server.answers);
  vi.stubGlobal('kabinet', server.bridge);
  const app = createApp(server.bridge, () => Date.now(), () => crypto.randomUUID());
  app.router.getState().go({ name: 'cabinet' });
  app.router.getState().go({ name: 'account' });
  render(<AppRoot app={app} texts={createI18n('ru')}><Stage /></AppRoot>);
  await pass(1);
  return { ...server, app };
}

export const refused = (code: Extract<Reply, { ok: false }>['error']['code']): Reply => ({ ok: false, error: { code } });
export const given = (value: unknown): Reply => ({ ok: true, value });
export const cutLine = given({ line: 'down', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' });

export async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}
/** Short words are tied to the next one by a space that does not break. */
const said = (name: string) => new RegExp(name.replaceAll(' ', '\\s'));
export async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${said(name).source}`) }));
  await pass(0.1);
}
export const box = (name: string) => screen.getByLabelText<HTMLInputElement>(said(`^${name}$`));
export const type = (name: string, value: string): boolean => fireEvent.change(box(name), { target: { value } });
export const heading = (): string => screen.getByRole('heading', { level: 1 }).textContent.replaceAll('\u00a0', ' ');
export const page = (): string => document.body.textContent.replaceAll('\u00a0', ' ');
