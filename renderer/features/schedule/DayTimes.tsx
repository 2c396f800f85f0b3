import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { Legend } from './Legend.tsx';
import { TimesGrid } from './TimesGrid.tsx';
import type { TimePicker } from './useTimePicker.ts';

/** A row of times; a heading takes about as much. */
const rowHeight = 104;

/** The times of the chosen day, or why there are none. */
export function DayTimes({ picker }: { picker: TimePicker }): ReactNode {
  const { t } = useTranslation();
  const { ref, count } = useFitting(rowHeight, 14, 8);
  const day = picker.days.data?.days.find((one) => one.day === picker.day);
  if (picker.times.data === undefined && picker.times.error !== undefined) return <Notice tone="stop" title={t('schedule.time.failed')} />;
  if (picker.times.data === undefined || day === undefined) return null;
  const anything = picker.list.some(({ state }) => state === 'free' || state === 'busy');
  if (!anything) {
    const title = day.state === 'closed' ? t('schedule.time.dayClosed') : t('schedule.time.dayPast');
    return <Empty title={title}>{t('schedule.time.nothing')}</Empty>;
  }
  return (
    <>
      <div ref={ref} className="fit">
        <TimesGrid picker={picker} capacity={count} />
      </div>
      <Legend />
    </>
  );
}
