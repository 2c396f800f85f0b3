import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CancelReason, type Visit } from '../../../shared/features/appointments.ts';
import { call, useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import type { Cancelling } from '../../app/draftStore.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { whenWords } from '../../words/day.ts';
import { upperFirst } from '../../words/local.ts';
import { fullName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { ChangeDone } from './ChangeDone.tsx';
import { outcomeOf, runSettled, type Settled } from '../../app/settled.ts';
import { SignInAgain } from './SignInAgain.tsx';

const commentLimit = 500;

/** Cancelling: first what it means, then why, then one button that names the deed. */
export function CancelVisitScreen({ id }: { id: string }): ReactNode {
  const router = useRouter();
  const { t } = useTranslation();
  const me = useRead('identity.me', {});
  const one = useRead('appointments.one', { appointmentId: id });
  const cancelling = useDraft((draft) => draft.cancelling);
  const beginCancel = useDraft((draft) => draft.beginCancel);
  const [sentBefore] = useState(cancelling?.appointmentId === id && cancelling.sent);
  const [settled, setSettled] = useState<Settled | null>(null);
  const known = useRef<Visit | null>(null);
  known.current = one.data?.visit ?? known.current;
  useEffect(() => beginCancel(id), [beginCancel, id]);
  if (me.data?.role === 'visitor') {
    return <SignInAgain sent={cancelling?.sent === true} change onSignIn={() => router.replace({ name: 'signIn', then: { name: 'cancelVisit', id }, reason: 'restarted' })} />;
  }
  // Taken back before it was sent, the visit is gone at once: what is said about it stays on the screen.
  const visit = one.data?.visit ?? (settled !== null || cancelling?.sent === true ? known.current : null);
  if (!visit || (cancelling === null && settled === null)) {
    return (
      <KioskScreen title={t('appointments.cancel.title')} dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}>
        {null}
      </KioskScreen>
    );
  }
  return <Cancel visit={visit} cancelling={cancelling} sentBefore={sentBefore} settled={settled} onSettled={setSettled} />;
}

/** A booking that never left this device is taken back: a cancellation sent after it would be two commands for nothing. False: it may have left. */
async function takeBack(commandId: string): Promise<boolean> {
  try {
    await call('sync.withdraw', { commandId, alsoLater: false });
    return true;
  } catch {
    // Whatever the reason, an ordinary cancellation is right then too.
    return false;
  }
}

interface CancelProps {
  visit: Visit;
  /** Lives in the draft, so that a reason and a comment outlast a restart of the backend; null when all is done. */
  cancelling: Cancelling | null;
  sentBefore: boolean;
  settled: Settled | null;
  onSettled: (settled: Settled) => void;
}

function Cancel({ visit, cancelling, sentBefore, settled, onSettled }: CancelProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const view = useView();
  const setCancelling = useDraft((draft) => draft.setCancelling);
  const clearDraft = useDraft((draft) => draft.clear);
  const { commandId = null, reason: picked = null, comment = '' } = cancelling ?? {};
  // Like every list of the accessible view this one has a marked line from the start: the pad moves it, the button says what it does.
  const reason = picked ?? (view === 'accessible' ? 'plans' : null);
  const setComment = (text: string) => setCancelling({ comment: text });
  const [commenting, setCommenting] = useState(false);
  const [busy, setBusy] = useState(sentBefore);
  const what = { when: upperFirst(whenWords(visit.startsAt, today, language)), doctor: fullName(visit.doctor) };
  const tooLong = comment.length > commentLimit;

  const end = (how: Settled) => {
    setBusy(false);
    onSettled(how);
    if (how.kind !== 'failed') clearDraft();
  };
  // The command went out before a restart: show what became of it instead of asking the patient to press again.
  useEffect(() => {
    if (!sentBefore || commandId === null) return;
    void outcomeOf(commandId).then((how) => (how === null ? setBusy(false) : end(how)));
    // Asked once, on coming back: later words of the same command come through the visit itself.
  }, [sentBefore]);

  async function cancel(): Promise<void> {
    if (reason === null || commandId === null || busy || tooLong) return;
    setBusy(true);
    setCancelling({ sent: true });
    if (visit.pending?.kind === 'book' && (await takeBack(visit.pending.commandId))) return end({ kind: 'applied' });
    const said = reason === 'other' ? comment.trim() : '';
    end(await runSettled('appointments.cancel', { commandId, appointmentId: visit.id, reason, comment: said === '' ? null : said }));
  }

  if (settled !== null && settled.kind !== 'failed') return <ChangeDone kind="cancel" settled={settled} when={what.when} doctor={what.doctor} visitId={visit.id} />;

  const items = CancelReason.options.map((code) => ({ id: code, label: t(`visit.reason.${code}`) }));
  const choose = (id: string) => setCancelling({ reason: CancelReason.options.find((code) => code === id) ?? null });
  const giveUp = () => {
    clearDraft();
    router.back();
  };
  const keep = { label: t('appointments.cancel.keep'), icon: 'arrow-left', onPress: giveUp };
  const off = reason === null ? { disabledReason: t('appointments.cancel.chooseReason') } : tooLong ? { disabledReason: t('appointments.cancel.commentTooLong') } : {};
  const primary = { label: t('appointments.cancel.confirm'), icon: 'x', onPress: () => void cancel(), busy, busyLabel: t('appointments.cancel.busy'), ...off };
  const low = {
    items,
    selectedId: reason,
    onSelect: choose,
    previousLabel: t('appointments.low.previous'),
    nextLabel: t('appointments.low.next'),
    primaryLabel: reason === 'other' ? t('appointments.low.comment') : busy ? t('appointments.cancel.busy') : t('appointments.cancel.confirm'),
    busy,
    onPrimary: () => (reason === 'other' ? setCommenting(true) : void cancel()),
  };
  const commentField = (
    <TextField
      label={t('appointments.cancel.comment')}
      value={comment}
      onChange={setComment}
      hint={t('appointments.cancel.commentHint')}
      {...(tooLong ? { error: t('appointments.cancel.commentTooLong') } : {})}
      layout="ru"
      onClear={() => setComment('')}
      {...(view === 'accessible' ? { autoFocus: true, onEnter: () => void cancel() } : {})}
    />
  );
  // Accessible view: one field a screen, so the reason in own words comes after the list.
  if (view === 'accessible' && commenting) {
    return (
      <KioskScreen title={t('appointments.cancel.title')} dock={{ back: { label: t('shell.back'), onPress: () => setCommenting(false) }, primary: { label: t('appointments.low.cancel'), onPress: primary.onPress, busy, ...(tooLong ? off : {}) } }} low={{ field: true }}>
        {settled?.kind === 'failed' && <Notice tone="stop" title={t('appointments.cancel.failed')} />}
        {commentField}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen title={t('appointments.cancel.title')} lead={spoken(t('appointments.cancel.consequence', what), language)} keyboard={reason === 'other'} {...(view === 'accessible' ? { dock: { back: keep }, low } : { dock: { back: keep, primary } })}>
      {settled?.kind === 'failed' && <Notice tone="stop" title={t('appointments.cancel.failed')} />}
      {view === 'normal' && <Choices label={t('appointments.cancel.why')} items={items} selectedId={reason} onSelect={choose} />}
      {view === 'normal' && reason === 'other' && commentField}
    </KioskScreen>
  );
}
