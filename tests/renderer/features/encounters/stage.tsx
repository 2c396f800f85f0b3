import { act, fireEvent, render, screen } from '@testing-library/react';
import { vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import type { Route } from '../../../../renderer/app/routerStore.ts';
import { VisitScreen } from '../../../../renderer/features/appointments/VisitScreen.tsx';
import { VisitsScreen } from '../../../../renderer/features/appointments/VisitsScreen.tsx';
import { PastVisit } from '../../../../renderer/features/encounters/PastVisit.tsx';
import type { Visit } from '../../../../shared/features/appointments.ts';
import type { VisitRecord } from '../../../../shared/features/encounters.ts';
import { kopecks } from '../../../../shared/lib/money.ts';
import { instant, type Instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';

export const noon = instant(Date.UTC(2026, 10, 24, 9, 0));
export const patientId = '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12';
const id = (number: number) => `3f0c0f5e-6d0a-4d53-9f7e-${String(number).padStart(12, '0')}`;
export const moscow = (text: string): Instant => instant(Date.parse(`${text}:00+03:00`));

const doctor = { family: 'Смирнова', given: 'Елена', patronymic: 'Андреевна', speciality: { ru: 'Эндокринолог', en: 'Endocrinologist' } };

export function visit(number: number, more: Partial<Visit> = {}): Visit {
  return {
    ...{ id: id(number), number: `Р90-${number}`, queueNumber: null, status: 'fulfilled', startsAt: moscow('2026-10-14T10:00'), durationMinutes: 20, roleId: id(9_000), doctor: { ...doctor, category: null } },
    ...{ office: { ru: 'Главный корпус', en: 'Main building' }, officeAddress: null, room: { ru: 'Кабинет 214', en: 'Room 214' }, floor: 2, kopecks: kopecks(320_000), pending: null, refusal: null },
    ...{ changeableUntil: moscow('2026-10-14T07:00'), cancelReason: null },
    ...more,
  };
}

export const service = (number: number, price: number | null, more: Partial<VisitRecord['services'][number]> = {}): VisitRecord['services'][number] => ({ chargeId: id(1_000 + number), name: { ru: `Услуга ${number}`, en: `Service ${number}` }, quantity: null, kopecks: price === null ? null : kopecks(price), ...more });
export const paper = (number: number, more: Partial<VisitRecord['documents'][number]> = {}): VisitRecord['documents'][number] => ({ documentId: id(2_000 + number), title: { ru: 'Заключение врача', en: 'Doctor’s conclusion' }, at: moscow('2026-10-14T10:31'), binaryId: id(3_000 + number), bytes: 12_000, ...more });
export const result = (number: number, more: Partial<VisitRecord['results'][number]> = {}): VisitRecord['results'][number] => ({ reportId: id(4_000 + number), kind: 'laboratory', title: { ru: `Анализ ${number}`, en: `Test ${number}` }, releasedAt: moscow('2026-10-20T12:00'), isNew: false, outside: 0, ...more });

export function record(of: Visit, more: Partial<VisitRecord> = {}): VisitRecord {
  const services = more.services ?? [service(1, 320_000), service(2, 420_550, { quantity: '2' })];
  const total = services.every((one) => one.kopecks !== null) && services.length > 0 ? kopecks(services.reduce((sum, one) => sum + (one.kopecks ?? 0), 0)) : null;
  return { appointmentId: of.id, beganAt: moscow('2026-10-14T10:12'), endedAt: moscow('2026-10-14T10:31'), roleId: of.roleId, doctor, services, documents: [paper(1)], results: [result(1, { outside: 2, isNew: true })], omitted: 0, total, ...more };
}

const patient = { id: patientId, family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };
const ready = {
  ...{ state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: 'Centre' }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null } },
  ...{ opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null },
};

type Answer = (input: Record<string, unknown>) => unknown;

/** The far end of the port: answers as the backend does and notes what was asked of it. */
function backend(more: Readonly<Record<string, Answer>>) {
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Answer> = {
    'identity.me': () => ({ role: 'patient', patient }),
    'sync.status': () => ({ line: 'down', lastContactAt: noon, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' }),
    'device.state': () => ready,
    'encounters.costs': () => ({ patientId, costs: [] }),
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
  return { bridge, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

function Stage() {
  const { route } = useRouter();
  if (route.name === 'visits') return <VisitsScreen waiting={null} />;
  if (route.name === 'visit') return <VisitScreen key={route.id} id={route.id} onDay={() => null} past={(past, planned) => <PastVisit visit={past} planned={planned} />} />;
  return <h1>{route.name}</h1>;
}

interface Look {
  readonly accessible?: boolean;
  readonly language?: 'ru' | 'en';
}

/** A signed-in patient at one of the screens of visits. */
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
  return { ...server, app, top: () => app.router.getState().stack.at(-1) };
}

/** The screen of one past visit. */
export function openVisit(of: Visit, its: VisitRecord | null, look: Look = {}) {
  return open({ name: 'visit', id: of.id }, { 'appointments.one': () => ({ patientId, visit: of }), 'encounters.ofVisit': () => ({ patientId, record: its }) }, look);
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
