import { act, fireEvent, render, screen } from '@testing-library/react';
import { vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import type { Route } from '../../../../renderer/app/routerStore.ts';
import { DeletionScreen } from '../../../../renderer/features/deletion/DeletionScreen.tsx';
import { ReceiptsScreen } from '../../../../renderer/features/deletion/ReceiptsScreen.tsx';
import type { DeletionCounts, DeletionReceipt } from '../../../../shared/features/deletion.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';

export const noon = instant(Date.UTC(2026, 10, 24, 9, 0));
export const patientId = '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12';
const patient = { id: patientId, family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };
const ready = {
  ...{ state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: 'Centre' }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null } },
  ...{ opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null },
};

export const counts = (more: Partial<DeletionCounts> = {}): DeletionCounts => ({ visits: 0, results: 0, orders: 0, waiting: 0, ...more });
export const receipt = (number: number, more: Partial<DeletionReceipt> = {}): DeletionReceipt => ({
  ...{ receiptId: `3f0c0f5e-6d0a-4d53-9f7e-${String(number).padStart(12, '0')}`, number: `К03-${String(number).padStart(4, '0')}`, what: 'kind', counts: counts({ results: number }), madeAt: noon, state: 'done', refusal: null },
  ...more,
});

type Answer = (input: Record<string, unknown>) => unknown;

/** The far end of the port: answers as the backend does and notes what was asked of it. A `Refused` is a refusal. */
export class Refused {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

function Stage() {
  const { route } = useRouter();
  if (route.name === 'deletion') return <DeletionScreen of={route.of ?? null} />;
  if (route.name === 'receipts') return <ReceiptsScreen />;
  return <h1>{route.name}</h1>;
}

export async function open(route: Route, more: Readonly<Record<string, Answer>>, { accessible = false } = {}) {
  vi.setSystemTime(noon);
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Answer> = {
    'identity.me': () => ({ role: 'patient', patient }),
    'sync.status': () => ({ line: 'up', lastContactAt: noon, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null }),
    'device.state': () => ready,
    'sync.outcome': () => ({ state: 'applied', refusal: null }),
    'deletion.erase': ({ receiptId }) => ({ receiptId, number: 'К03-0007', madeAt: noon, counts: counts({ results: 3 }), rows: [] }),
    'deletion.receipts': () => ({ patientId, complete: true, receipts: [] }),
    ...more,
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      const answer = answers[channel]?.(Object(input));
      if (answer instanceof Refused) return Promise.resolve({ ok: false, error: { code: answer.code } });
      return Promise.resolve(answer === undefined ? { ok: false, error: { code: 'internal' } } : { ok: true, value: answer });
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  if (accessible) app.view.getState().toggleView();
  app.router.getState().go({ name: 'cabinet' });
  app.router.getState().go({ name: 'ownData' });
  app.router.getState().go(route);
  render(
    <AppRoot app={app} texts={createI18n('ru')}>
      <Stage />
    </AppRoot>,
  );
  await pass(1);
  return { of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

export async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}

const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');
export const page = (): string => plain(document.body.textContent);
export const heading = (): string => plain(screen.getByRole('heading', { level: 1 }).textContent);

export async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${name.replaceAll(' ', '\\s')}`) }));
  await pass(0.1);
}
