import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day, Time } from '../../../shared/features/schedule.ts';
import { clockOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { SlotCell } from '../../ui/SlotCell.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { dayFull, type Language } from '../../words/day.ts';
import type { TimePicker } from './useTimePicker.ts';
import { weekColumn } from './weekColumn.ts';

/** Height of a block in a column. */
const blockHeight = 72;

interface WeekGridProps {
  roleId: string;
  picker: TimePicker;
  today: MoscowDay;
  language: Language;
  onDay: (day: MoscowDay) => void;
  onTime: (day: MoscowDay, time: Time) => void;
}

/** Seven columns under the calendar strip: when the doctor receives this week, at a glance. */
export function WeekGrid({ picker, ...rest }: WeekGridProps): ReactNode {
  const days: readonly Day[] = picker.days.data?.days ?? [];
  const { ref, count } = useFitting(blockHeight, 9, 10);
  return (
    <div ref={ref} className="week fit">
      {days.map((day) => (
        <WeekColumn key={day.day} limit={count} day={day} picker={picker} {...rest} />
      ))}
    </div>
  );
}

function WeekColumn({ day, limit, picker, roleId, today, language, onDay, onTime }: WeekGridProps & { day: Day; limit: number }): ReactNode {
  const { t } = useTranslation();
  const times = useRead('schedule.day', { roleId, day: day.day });
  const blocks = weekColumn(times.data?.times ?? [], Math.max(2, limit));
  return (
    <div className="week__day" role="group" aria-label={dayFull(day.day, today, language)}>
      {blocks.length === 0 && day.state === 'closed' && <SlotCell state="closed" small note={t('schedule.time.noReception')} />}
      {blocks.map((block) => {
        if (block.kind === 'more') return <SlotCell key="more" state="free" small time={t('schedule.view.more', { count: block.count })} onPress={() => onDay(day.day)} />;
        if (block.kind === 'free') {
          const { time } = block;
          return <SlotCell key={time.slotId} state="free" small time={clockOf(time.startsAt)} chosen={picker.chosen?.slotId === time.slotId} onPress={() => onTime(day.day, time)} />;
        }
        return <SlotCell key={block.from.slotId} state={block.kind} small {...(block.kind === 'busy' ? { time: clockOf(block.from.startsAt) } : {})} note={block.kind === 'busy' ? t('schedule.time.busy') : t('schedule.time.noReception')} />;
      })}
    </div>
  );
}
