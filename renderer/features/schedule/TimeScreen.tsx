import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '../../../shared/features/appointments.ts';
import type { Time } from '../../../shared/features/schedule.ts';
import { clockOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Chips } from '../../ui/Chips.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { whenWords } from '../../words/day.ts';
import { DayStrip } from './DayStrip.tsx';
import { DayTimes } from './DayTimes.tsx';
import { DoctorBrief } from './DoctorBrief.tsx';
import { OfflineScreen } from './OfflineScreen.tsx';
import { problemWords, type ProblemWords } from './problemWords.ts';
import { TimeLow } from './TimeLow.tsx';
import { useHolding } from './useHolding.ts';
import { useTimePicker } from './useTimePicker.ts';
import { WeekGrid } from './WeekGrid.tsx';
import './schedule.css';

export interface TimeScreenProps {
  roleId: string;
  /** `move`: the new time of a visit that exists. */
  purpose: 'book' | 'browse' | 'move';
  appointmentId?: string;
  /** The way on for whom no time suits. */
  waiting: ReactNode;
}

/** Step 2 of booking; the doctor's schedule by day and week; the new time of a visit that is moved. */
export function TimeScreen({ roleId, purpose, appointmentId, waiting }: TimeScreenProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const view = useView();
  const today = useToday();
  const draft = useDraft();
  const me = useRead('identity.me', {});
  const line = useRead('sync.status', {}).data;
  const signedIn = me.data?.role === 'patient';
  const picker = useTimePicker(roleId, today, draft.slot?.roleId === roleId ? draft.slot.startsAt : null);
  const [week, setWeek] = useState(purpose === 'browse');

  const goOn = (time: Time, hold: Hold | null) => {
    draft.chooseTime({ roleId, slotId: time.slotId, startsAt: time.startsAt, durationMinutes: time.durationMinutes }, hold);
    if (purpose === 'move' && appointmentId !== undefined) router.go({ name: 'moveVisit', id: appointmentId });
    else if (signedIn) router.go({ name: 'confirm' });
    else router.go({ name: 'signIn', then: { name: 'confirm' } });
  };
  const holding = useHolding(view === 'accessible', (hold, time) => goOn(time, hold));
  const { problem } = holding;

  if (problem?.code === 'offline') {
    const { time } = problem;
    return (
      <OfflineScreen
        time={time}
        movingFrom={purpose === 'move' ? (draft.moving?.startsAt ?? null) : null}
        today={today}
        language={language}
        busy={holding.busy}
        onAgain={() => void holding.hold(time)}
        onBack={holding.forget}
        onRequest={signedIn && purpose !== 'move' ? () => goOn(time, null) : null}
      />
    );
  }

  const screen = { roleId, purpose, picker, holding, today, language };
  if (view === 'accessible') return <TimeLow {...screen} />;
  const { doctor, chosen } = picker;
  const showDay = (day: MoscowDay) => {
    picker.showDay(day);
    setWeek(false);
  };
  const chooseIn = (day: MoscowDay, time: Time) => {
    picker.showDay(day);
    picker.choose(time);
  };
  const title = { book: 'schedule.time.title', browse: 'schedule.time.titleBrowse', move: 'schedule.time.titleMove' } as const;
  return (
    <KioskScreen
      title={t(title[purpose])}
      {...(purpose === 'book' ? { step: { now: 2, total: 4, label: t('schedule.time.step') } } : {})}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back },
        primary: {
          label: chosen === null ? t(purpose === 'browse' ? 'schedule.view.book' : 'schedule.time.chooseTime') : t(purpose === 'browse' ? 'schedule.view.bookAt' : 'schedule.time.choose', { time: clockOf(chosen.startsAt) }),
          icon: 'arrow-right',
          onPress: () => chosen !== null && void holding.hold(chosen),
          busy: holding.busy,
          busyLabel: t('schedule.time.holding'),
          ...(chosen === null ? { disabledReason: t('schedule.time.chooseFirst') } : {}),
        },
      }}
    >
      {doctor !== null && <DoctorBrief doctor={doctor} language={language} {...(purpose === 'move' ? {} : { onChange: router.back })} />}
      {picker.card.data !== undefined && doctor === null && <Empty title={t('schedule.time.unknownDoctor')}>{t('schedule.time.unknownDoctorNext')}</Empty>}
      {purpose === 'move' && draft.moving !== null && <p className="lead">{t('schedule.time.currentTime', { when: whenWords(draft.moving.startsAt, today, language) })}</p>}
      {line?.line === 'down' && line.lastContactAt !== null && <Notice tone="wait" title={t('schedule.time.asOf', { time: clockOf(line.lastContactAt) })} />}
      {problem !== null && <Problem {...problemWords(t, problem, picker.list)} />}
      {purpose === 'browse' && (
        <Chips
          label={t('schedule.view.group')}
          items={[
            { id: 'week', label: t('schedule.view.week') },
            { id: 'day', label: t('schedule.view.day') },
          ]}
          selectedId={week ? 'week' : 'day'}
          onSelect={(id) => setWeek(id === 'week')}
        />
      )}
      <DayStrip picker={picker} today={today} language={language} />
      {week ? (
        <WeekGrid roleId={roleId} picker={picker} today={today} language={language} onDay={showDay} onTime={chooseIn} />
      ) : (
        <DayTimes picker={picker} />
      )}
      {purpose !== 'move' && waiting}
    </KioskScreen>
  );
}

function Problem({ tone, title, text }: ProblemWords): ReactNode {
  return (
    <Notice tone={tone} title={title}>
      {text}
    </Notice>
  );
}
