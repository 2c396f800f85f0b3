import { act, render } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { LeasesPanel } from '../../../../renderer/features/leases/LeasesPanel.tsx';
import type { Output } from '../../../../shared/contract.ts';
import { instantAt, moscowDay } from '../../../../shared/lib/moscow.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

async function shown(mine: Output<'leases.mine'>): Promise<string> {
  const bridge = { call: () => Promise.resolve({ ok: true as const, value: mine }), onChanged: () => () => undefined };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  render(<AppRoot app={app} texts={createI18n('ru')}><LeasesPanel /></AppRoot>);
  await act(() => vi.advanceTimersByTimeAsync(1));
  return document.body.textContent?.replaceAll('\u00a0', ' ') ?? '';
}

it('O2 a desk says which times it may give out by itself, the next ones by name, and how many visits the centre has not heard of', async () => {
  const doctor = { family: 'Смирнова', given: 'Елена', patronymic: 'Андреевна', speciality: { ru: 'Эндокринолог', en: null } };
  const times = Array.from({ length: 7 }, (_, index) => ({
    slotId: `00000000-0000-4000-8000-00000000000${String(index)}`,
    startsAt: instantAt(moscowDay('2026-11-24'), 540 + index * 20),
    durationMinutes: 20,
    doctor: index === 0 ? doctor : null,
  }));
  const said = await shown({ times, total: 12, givenOut: 2 });
  for (const words of ['Наши времена', '12 свободных времён', '2 записи уже выданы', '24 ноября в 9:00 · Смирнова Елена Андреевна, Эндокринолог', 'и ещё 7']) expect(said).toContain(words);
  expect(said).not.toContain('11:00');
});

it('O2 where the clinic leaves nothing to a workplace, nothing is said of it', async () => {
  expect(await shown({ times: [], total: 0, givenOut: 0 })).toBe('');
});
