import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { clockOf, dayOf, type Instant, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import type { Draft } from '../../app/draftStore.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Notice } from '../../ui/Notice.tsx';
import { dayFull, whenWords, type Language } from '../../words/day.ts';
import { fullName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { ChangeDone } from './ChangeDone.tsx';
import { HoldBand } from './HoldBand.tsx';
import { HoldOver } from './HoldOver.tsx';
import { outcomeOf, runSettled, type Settled } from '../../app/settled.ts';
import { SignInAgain } from './SignInAgain.tsx';
import { useHold } from './useHold.ts';
import './appointments.css';

/** The old time beside the new one, and one step between them (S4). */
export function MoveVisitScreen({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  // Kept from the opening on: a finished move clears the draft, and this page still has to say what was done.
  const draftSlot = useDraft((draft) => draft.slot);
  const [slot] = useState(draftSlot);
  const me = useRead('identity.me', {});
  const one = useRead('appointments.one', { appointmentId: id });
  const sent = useDraft((draft) => draft.sent);
  const [sentBefore] = useState(sent);
  if (me.data?.role === 'visitor') return <SignInAgain sent={sent} change onSignIn={() => router.replace({ name: 'signIn', then: { name: 'moveVisit', id }, reason: 'restarted' })} />;
  const visit = one.data?.visit;
  if (!visit || slot === null) {
    return (
      <KioskScreen title={t('appointments.move.title')} dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}>
        {null}
      </KioskScreen>
    );
  }
  return <Move visit={visit} slot={slot} sentBefore={sentBefore} />;
}

function Move({ visit, slot, sentBefore }: { visit: Visit; slot: NonNullable<Draft['slot']>; sentBefore: boolean }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const hold = useHold();
  const commandId = useDraft((draft) => draft.commandId);
  const markSent = useDraft((draft) => draft.markSent);
  const clearDraft = useDraft((draft) => draft.clear);
  // The visit on screen changes as soon as the command is taken; what it was is what «Было» shows.
  const movedFrom = useDraft((draft) => draft.moving?.startsAt);
  const [before] = useState(movedFrom ?? visit.startsAt);
  const [busy, setBusy] = useState(sentBefore);
  const [settled, setSettled] = useState<Settled | null>(null);

  const end = (how: Settled) => {
    setBusy(false);
    setSettled(how);
    if (how.kind !== 'failed') clearDraft();
  };
  // The command went out before a restart: show what became of it instead of asking the patient to press again.
  useEffect(() => {
    if (!sentBefore || commandId === null) return;
    void outcomeOf(commandId).then((how) => (how === null ? setBusy(false) : end(how)));
    // Asked once, on coming back: later words of the same command come through the visit itself.
  }, [sentBefore]);

  async function move(): Promise<void> {
    if (busy || commandId === null) return;
    setBusy(true);
    markSent();
    end(await runSettled('appointments.move', { commandId, appointmentId: visit.id, slotId: slot.slotId, holdId: hold.holdId }));
  }

  if (settled !== null && settled.kind !== 'failed') {
    const when = whenWords(settled.kind === 'applied' ? slot.startsAt : before, today, language);
    return <ChangeDone kind="move" settled={settled} when={when} doctor={fullName(visit.doctor)} visitId={visit.id} />;
  }
  const otherTime = () => {
    hold.release();
    router.back();
  };
  return (
    <KioskScreen
      title={t('appointments.move.title')}
      lead={spoken(fullName(visit.doctor), language)}
      aboveDock={hold.hold !== null && !hold.over ? <HoldBand hold={hold} /> : undefined}
      dock={{
        back: { label: t('appointments.move.keep'), icon: 'arrow-left', onPress: otherTime },
        primary: { label: t('appointments.move.confirm', { time: clockOf(slot.startsAt) }), icon: 'check', onPress: () => void move(), busy, busyLabel: t('appointments.move.busy') },
      }}
    >
      {settled?.kind === 'failed' && <Notice tone="stop" title={t('appointments.move.failed')} />}
      <dl className="change">
        <When label={t('appointments.move.from')} at={before} old today={today} language={language} />
        <When label={t('appointments.move.to')} at={slot.startsAt} old={false} today={today} language={language} />
      </dl>
      <Notice tone="note" title={t('appointments.move.consequence')} />
      {hold.over && !busy && <HoldOver time={clockOf(slot.startsAt)} busy={hold.busy} problem={hold.problem} onAgain={() => void hold.again()} onOther={otherTime} />}
    </KioskScreen>
  );
}

function When({ label, at, old, today, language }: { label: string; at: Instant; old: boolean; today: MoscowDay; language: Language }): ReactNode {
  return (
    <div className={old ? 'change__old' : 'change__new'}>
      <dt>{label}</dt>
      <dd>
        <time>{clockOf(at)}</time>
        {dayFull(dayOf(at), today, language)}
      </dd>
    </div>
  );
}
