import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { Legend } from './Legend.tsx';
import { TimesGrid } from './TimesGrid.tsx';
import type { TimePicker } from './useTimePicker.ts';

/** The times of the chosen day, or why there are none. */
export function DayTimes({ picker }: { picker: TimePicker }): ReactNode {
  // Counted in single pixels: the room between the calendar and the legend, whatever notices stand above. The element is there from
  // the first drawing on, also while the times are still read, or there would be nothing to measure.
  const { ref, count: room } = useFitting(1, 0, 600);
  const anything = picker.list.some(({ state }) => state === 'free' || state === 'busy');
  return (
    <>
      <div ref={ref} className="fit">
        {anything ? <TimesGrid picker={picker} room={room} /> : <NoTimes picker={picker} />}
      </div>
      {/* Also while nothing is read yet: a line that came later would take its room from times already drawn. */}
      <Legend />
    </>
  );
}

function NoTimes({ picker }: { picker: TimePicker }): ReactNode {
  const { t } = useTranslation();
  const day = picker.days.data?.days.find((one) => one.day === picker.day);
  if (picker.times.data === undefined && picker.times.error !== undefined) return <Notice tone="stop" title={t('schedule.time.failed')} />;
  if (picker.times.data === undefined || day === undefined) return <Skeleton lines={4} label={t('schedule.time.loading')} />;
  return <Empty title={day.state === 'closed' ? t('schedule.time.dayClosed') : t('schedule.time.dayPast')}>{t('schedule.time.nothing')}</Empty>;
}
