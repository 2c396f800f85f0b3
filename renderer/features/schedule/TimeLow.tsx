import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf, moscowDay, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { dayFull, dayLabel, type Language } from '../../words/day.ts';
import { upperFirst } from '../../words/local.ts';
import { fullName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { dayState } from './dayWords.ts';
import { problemWords } from './problemWords.ts';
import type { useHolding } from './useHolding.ts';
import type { TimePicker } from './useTimePicker.ts';

/** The item after the times. */
const other = 'other';

interface TimeLowProps {
  roleId: string;
  purpose: 'book' | 'browse' | 'move';
  picker: TimePicker;
  holding: ReturnType<typeof useHolding>;
  today: MoscowDay;
  language: Language;
}

/** Accessible view: first the day, then the time, each a list that the pad below moves. */
export function TimeLow({ roleId, purpose, picker, holding, today, language }: TimeLowProps): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const [choosingDay, setChoosingDay] = useState(false);
  const [wantsOther, setWantsOther] = useState(false);
  const step = purpose === 'book' ? { step: { now: 2, total: 4, label: t('schedule.time.step') } } : {};

  if (choosingDay) {
    const open = (picker.days.data?.days ?? []).filter(({ state }) => state !== 'closed' && state !== 'past');
    const more = picker.later;
    return (
      <KioskScreen
        title={t('schedule.low.titleDay')}
        {...step}
        dock={{ back: { label: t('shell.back'), onPress: () => setChoosingDay(false) } }}
        low={{
          items: [
            ...open.map((day) => ({ id: day.day, label: dayLabel(day.day, today, language), detail: dayState(t, day) })),
            ...(more === null ? [] : [{ id: `from:${more}`, label: t('schedule.time.later') }]),
          ],
          selectedId: picker.day,
          onSelect: (id) => {
            if (!id.startsWith('from:')) picker.showDay(moscowDay(id));
            else if (more !== null) picker.showPage(more);
          },
          previousLabel: t('schedule.low.previous'),
          nextLabel: t('schedule.low.next'),
          primaryLabel: t('schedule.low.chooseDay'),
          onPrimary: () => setChoosingDay(false),
        }}
      >
        {picker.doctor === null ? null : <p>{spoken(fullName(picker.doctor), language)}</p>}
      </KioskScreen>
    );
  }

  const free = picker.list.filter(({ state }) => state === 'free');
  const chosen = picker.chosen ?? free[0] ?? null;
  const waits = wantsOther && purpose !== 'move';
  const words = holding.problem === null ? null : problemWords(t, holding.problem, picker.list);
  const titles = { book: 'schedule.time.title', browse: 'schedule.time.titleBrowse', move: 'schedule.time.titleMove' } as const;
  return (
    <KioskScreen
      title={t(titles[purpose])}
      {...step}
      dock={{ back: { label: t('schedule.low.otherDay'), onPress: () => setChoosingDay(true) } }}
      low={{
        items: [
          ...free.map((time, index) => ({ id: time.slotId, label: clockOf(time.startsAt), detail: t('schedule.low.place', { index: index + 1, total: free.length }) })),
          ...(purpose === 'move' ? [] : [{ id: other, label: t('waiting.button.low') }]),
        ],
        selectedId: waits ? other : (chosen?.slotId ?? null),
        onSelect: (id) => {
          setWantsOther(id === other);
          const time = free.find(({ slotId }) => slotId === id);
          if (time) picker.choose(time);
        },
        previousLabel: t('schedule.low.previous'),
        nextLabel: t('schedule.low.next'),
        primaryLabel: waits ? t('waiting.form.next') : chosen === null ? t('schedule.low.otherDay') : t('schedule.time.choose', { time: clockOf(chosen.startsAt) }),
        onPrimary: () => {
          if (waits) router.go({ name: 'waitFor', roleId });
          else if (chosen === null) setChoosingDay(true);
          else void holding.hold(chosen);
        },
      }}
    >
      {words === null ? null : <p role="alert"><b>{`${words.title}. ${words.text}`}</b></p>}
      <p>{upperFirst(dayFull(picker.day, today, language))}</p>
      {picker.doctor === null ? null : <p>{spoken(fullName(picker.doctor), language)}</p>}
      {chosen === null && <p>{t('schedule.time.dayFull')}</p>}
    </KioskScreen>
  );
}
