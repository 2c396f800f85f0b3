import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../../shared/features/schedule.ts';
import { partsOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { Button } from '../../ui/Button.tsx';
import { DayCell } from '../../ui/DayCell.tsx';
import { dayFull, monthsOf, nearDay, weekdayShort, type Language } from '../../words/day.ts';
import { dayState } from './dayWords.ts';
import type { TimePicker } from './useTimePicker.ts';

/** A page of seven days with «Раньше» and «Позже». */
export function DayStrip({ picker, today, language }: { picker: TimePicker; today: MoscowDay; language: Language }): ReactNode {
  const { t } = useTranslation();
  const days: readonly Day[] = picker.days.data?.days ?? [];
  const last = days.at(-1)?.day ?? picker.from;
  return (
    <>
      <div className="part part--month">
        <h2>{monthsOf(picker.from, last, language)}</h2>
        <div className="pager">
          <PageButton icon="chevron-left" label={t('schedule.time.earlier')} to={picker.earlier} onPage={picker.showPage} />
          <PageButton icon="chevron-right" label={t('schedule.time.later')} to={picker.later} onPage={picker.showPage} />
        </div>
      </div>
      <div className="days" role="group" aria-label={t('schedule.time.days')}>
        {days.map((day) => (
          <DayCell
            key={day.day}
            weekday={nearDay(day.day, today, language) === null || day.day !== today ? weekdayShort(day.day, language) : (nearDay(day.day, today, language) ?? '')}
            date={String(partsOf(day.day).day)}
            note={dayState(t, day)}
            state={day.state}
            chosen={day.day === picker.day}
            label={`${dayFull(day.day, today, language)}, ${dayState(t, day)}`}
            onPress={() => picker.showDay(day.day)}
          />
        ))}
      </div>
    </>
  );
}

interface PageButtonProps {
  icon: string;
  label: string;
  to: MoscowDay | null;
  onPage: (from: MoscowDay) => void;
}

function PageButton({ icon, label, to, onPage }: PageButtonProps): ReactNode {
  return (
    <Button kind="secondary" small icon={icon} {...(to === null ? { disabledReason: '' } : {})} onPress={() => to !== null && onPage(to)}>
      {label}
    </Button>
  );
}
