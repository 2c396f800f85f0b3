import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, minuteOfDay } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { ClockTime } from '../../app/ClockTime.tsx';
import { useNow } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { LineState } from '../../app/LineState.tsx';
import { Mark } from '../../app/Mark.tsx';
import { dayAndMonth, weekdayName } from '../../words/day.ts';
import { DayRhythm } from './DayRhythm.tsx';

/** The clock that can be read from the door, the day, and whether the centre is open. */
export function HomeHero(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const day = dayOf(now);
  const device = useRead('device.state', {}).data;
  const hours = device?.state === 'ready' && device.opensAtMinute !== null && device.closesAtMinute !== null ? { opens: device.opensAtMinute, closes: device.closesAtMinute } : null;
  return (
    <div className="hero">
      <div className="status">
        <Mark onDeep />
        <div className="status__side">
          <LineState />
        </div>
      </div>
      <div className="hero__clock">
        <ClockTime />
        <p className="hero__date">
          <span>{weekdayName(day, language)}</span>
          <span>{dayAndMonth(day, language)}</span>
          <small>{t('home.moscowTime')}</small>
        </p>
      </div>
      {hours === null ? <p className="hero__closed">{t('home.closedToday')}</p> : <DayRhythm {...hours} now={minuteOfDay(now)} />}
    </div>
  );
}
