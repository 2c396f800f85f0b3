import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { AgreeAgain } from '../../app/AgreeAgain.tsx';
import { useRead } from '../../app/client.ts';
import { useNow, useToday } from '../../app/clock.ts';
import { EraseButton } from '../../app/EraseButton.tsx';
import { useDraft } from '../../app/draft.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SlipPaper } from '../../ui/SlipPaper.tsx';
import { dayAndMonth, nearDay, untilWords, weekdayName } from '../../words/day.ts';
import { visitFacts } from '../../words/facts.ts';
import { spoken, spokenFacts } from '../../words/Spoken.tsx';
import { moodOf, refusalKey, statusKey, type VisitMood } from '../../words/visit.ts';
import { SignInAgain } from './SignInAgain.tsx';
import './appointments.css';

const tones: Record<VisitMood, 'sure' | 'ask' | 'draft'> = { sure: 'sure', waiting: 'ask', cancelling: 'ask', moving: 'ask', refused: 'draft', cancelled: 'draft', past: 'draft', noshow: 'draft' };

/** How a visit that is over is shown; `planned` is the visit as it was booked, for those of which the clinic keeps no record. */
export type PastVisitSlot = (visit: Visit, planned: ReactNode) => ReactNode;

/** One visit: what it is, in which state, and what can be done with it; `onDay` is what its own day brings. */
export function VisitScreen({ id, past, onDay }: { id: string; past: PastVisitSlot; onDay: (visit: Visit) => ReactNode }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const me = useRead('identity.me', {});
  const one = useRead('appointments.one', { appointmentId: id });
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  if (me.data?.role === 'visitor') return <SignInAgain sent={false} onSignIn={() => router.replace({ name: 'signIn', then: { name: 'visit', id }, reason: 'restarted' })} />;
  if (one.data === undefined) {
    return (
      <KioskScreen title={t('appointments.visit.title')} dock={{ back }}>
        {null}
      </KioskScreen>
    );
  }
  if (one.data.visit === null) {
    return (
      <KioskScreen title={t('appointments.visit.title')} dock={{ back }}>
        <Empty title={t('appointments.visit.gone')}>{t('appointments.visit.goneNext')}</Empty>
      </KioskScreen>
    );
  }
  const { visit } = one.data;
  const planned = <OneVisit visit={visit} onDay={onDay} />;
  return moodOf(visit) === 'past' ? past(visit, planned) : planned;
}

function OneVisit({ visit, onDay }: { visit: Visit; onDay: (visit: Visit) => ReactNode }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const now = useNow();
  const move = useDraft((draft) => draft.move);
  const mood = moodOf(visit);
  const day = dayOf(visit.startsAt);
  const ahead = (mood === 'sure' || mood === 'waiting' || mood === 'moving' || mood === 'cancelling') && visit.startsAt > now;
  const isOver = mood === 'past' || mood === 'cancelled' || mood === 'noshow' || ((mood === 'sure' || mood === 'waiting') && visit.startsAt + visit.durationMinutes * 60_000 <= now);
  // What stands already can be changed before the centre has heard of it: its cancellation follows it.
  const waits = visit.pending !== null && !(visit.pending.kind === 'book' && visit.status === 'booked');
  const reason = waits ? t('appointments.visit.pendingReason') : visit.changeableUntil < now ? t('appointments.visit.tooLate', { until: untilWords(visit.changeableUntil, today, language) }) : undefined;
  const off = reason === undefined ? {} : { disabledReason: reason };
  const startMove = () => {
    move({ appointmentId: visit.id, startsAt: visit.startsAt });
    router.go({ name: 'time', roleId: visit.roleId, purpose: 'move', appointmentId: visit.id });
  };
  const openSlip = () => router.go({ name: 'slip', appointmentId: visit.id });
  const cancel = () => router.go({ name: 'cancelVisit', id: visit.id });
  const actions = ahead
    ? [
        { id: 'move', label: t('appointments.visit.move'), onPress: startMove, ...off },
        { id: 'cancel', label: t('appointments.visit.cancel'), onPress: cancel, ...off },
      ]
    : [];
  return (
    <KioskScreen
      title={t('appointments.visit.title')}
      dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back }, ...(ahead ? { primary: { label: t('appointments.visit.slip'), icon: 'printer', onPress: openSlip } } : {}) }}
    >
      <StateNotice visit={visit} mood={mood} />
      <AgreeAgain refusal={visit.refusal} then={{ name: 'visit', id: visit.id }} />
      <SlipPaper
        tone={tones[mood]}
        label={t('appointments.visit.aria')}
        head={t(`visit.status.${statusKey(visit)}`)}
        number={spoken(t('visit.facts.number', { number: visit.number }), language)}
        time={clockOf(visit.startsAt)}
        day={[nearDay(day, today, language), dayAndMonth(day, language)].filter((text) => text !== null)}
        note={`${weekdayName(day, language)}, ${t('visit.facts.moscowTime')}`}
        facts={[...spokenFacts(visitFacts(t, visit, language), language), ...(visit.cancelReason === null ? [] : [{ label: t('appointments.visit.cancelReason'), value: reasonWords(t, visit.cancelReason) }])]}
      />
      <div className="visit__today">{onDay(visit)}</div>
      {ahead && (
        <div className="visit__actions" role="group" aria-label={t('appointments.visit.moreActions')}>
          {actions.map(({ id, label, ...action }) => (
            <Button key={id} kind={id === 'cancel' ? 'danger' : 'secondary'} {...action}>
              {label}
            </Button>
          ))}
        </div>
      )}
      {isOver && (
        <div className="visit__actions">
          <EraseButton kind="visits" itemId={visit.id} />
        </div>
      )}
    </KioskScreen>
  );
}

function reasonWords(t: ReturnType<typeof useTranslation>['t'], code: string): string {
  return t(`visit.reason.${code}`, { defaultValue: t('visit.reason.other') });
}

function StateNotice({ visit, mood }: { visit: Visit; mood: VisitMood }): ReactNode {
  const { t } = useTranslation();
  if (mood === 'refused') return <Notice tone="stop" title={t('appointments.visit.refusedTitle')}>{t(`visit.refusal.${refusalKey(visit.refusal)}`)}</Notice>;
  if (mood === 'waiting' || mood === 'cancelling' || mood === 'moving') {
    return (
      <Notice tone="wait" title={t(`appointments.visit.${mood}Title`)}>
        {t(`appointments.visit.${mood}Text`)}
      </Notice>
    );
  }
  return visit.refusal === null ? null : <Notice tone="stop" title={t(`visit.refusal.${refusalKey(visit.refusal)}`)} />;
}
