import { act, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { SealsPage } from '../../../../renderer/features/seals/SealsPage.tsx';
import { DeskScreens } from '../../../../renderer/features/staff/DeskScreens.tsx';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

it('R9 K5 without a line a desk still checks papers, and opens nothing that needs the server', async () => {
  const member = { id: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a10', name: 'Тихонов Олег', login: 'oleg', role: 'registrar', mode: 'offline' };
  const answers: Record<string, unknown> = {
    'staff.me': { member, ended: null },
    'identity.me': { role: 'registrar', patient: null },
    'sync.status': { line: 'down', lastContactAt: null, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' },
  };
  const bridge = { call: (channel: string): Promise<Reply> => Promise.resolve({ ok: true, value: answers[channel] ?? {} }), onChanged: () => () => undefined };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  const pages = [{ id: 'seals', label: 'seals.tab', withoutLine: true as const, page: <SealsPage /> }, { id: 'online', label: 'notices.title', page: <p>online</p> }];
  render(<AppRoot app={app} texts={createI18n('ru')}><DeskScreens pages={pages} /></AppRoot>);
  await act(() => vi.advanceTimersByTimeAsync(1));
  const [nav] = screen.getAllByRole('navigation');
  expect([...(nav?.querySelectorAll('button') ?? [])].map(({ textContent }) => textContent?.replace(/F\d+/, '').trim())).toHaveLength(2);
  act(() => nav?.querySelectorAll('button')[1]?.click());
  await act(() => vi.advanceTimersByTimeAsync(1));
  expect(screen.getByRole('textbox')).toBeTruthy();
});
