import { useState } from 'react';
import type { Time } from '../../../shared/features/schedule.ts';
import { dayOf, type Instant, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { pageFrom, windowDays } from './dayWindow.ts';

interface Wanted {
  readonly from: MoscowDay | null;
  readonly day: MoscowDay | null;
}

/** Which days and times are on the page. What the patient chose stays by its id, so a refreshed list keeps or loses it honestly. */
export function useTimePicker(roleId: string, today: MoscowDay, openAt: Instant | null) {
  const card = useRead('doctors.card', { roleId });
  const doctor = card.data?.doctor ?? null;
  const [wanted, setWanted] = useState<Wanted>({ from: null, day: null });
  const [slotId, setSlotId] = useState<string | null>(null);

  // The calendar opens on the first free time: a page of full days would answer the question with «no».
  const opening = openAt ?? doctor?.nextFreeAt ?? null;
  const from = wanted.from ?? (opening === null ? today : dayOf(opening));
  const days = useRead('schedule.days', { roleId, from, count: windowDays });
  const day = wanted.day ?? days.data?.days.find(({ state }) => state === 'free')?.day ?? from;
  const times = useRead('schedule.day', { roleId, day });
  const list: readonly Time[] = times.data?.times ?? [];
  const lastDay = days.data?.lastDay ?? null;

  return {
    card,
    doctor,
    days,
    times,
    list,
    day,
    from,
    chosen: list.find((time) => time.slotId === slotId && time.state === 'free') ?? null,
    earlier: pageFrom(from, -1, today, lastDay),
    later: pageFrom(from, 1, today, lastDay),
    choose: (time: Time) => setSlotId(time.slotId),
    showDay: (next: MoscowDay) => setWanted({ from, day: next }),
    showPage: (next: MoscowDay) => setWanted({ from: next, day: null }),
  };
}

export type TimePicker = ReturnType<typeof useTimePicker>;
