import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CancelReason, type Visit } from '../../../shared/features/appointments.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
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
import { runSettled, type Settled } from './settled.ts';
import { SignInAgain } from './SignInAgain.tsx';

const commentLimit = 500;

/** Cancelling: first what it means, then why, then one button that names the deed. */
export function CancelVisitScreen({ id }: { id: string }): ReactNode {
  const router = useRouter();
  const { t } = useTranslation();
  const me = useRead('identity.me', {});
  const one = useRead('appointments.one', { appointmentId: id });
  if (me.data?.role === 'visitor') return <SignInAgain sent={false} onSignIn={() => router.replace({ name: 'signIn', then: { name: 'visit', id }, reason: 'restarted' })} />;
  const visit = one.data?.visit;
  if (!visit) {
    return (
      <KioskScreen title={t('appointments.cancel.title')} dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}>
        {null}
      </KioskScreen>
    );
  }
  return <Cancel visit={visit} />;
}

function Cancel({ visit }: { visit: Visit }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const view = useView();
  // Made once for this page: a second press continues the same cancellation.
  const [commandId] = useState(() => crypto.randomUUID());
  const [picked, setReason] = useState<CancelReason | null>(null);
  // Like every list of the accessible view this one has a marked line from the start: the pad moves it, the button says what it does.
  const reason = picked ?? (view === 'accessible' ? 'plans' : null);
  const [comment, setComment] = useState('');
  const [commenting, setCommenting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [settled, setSettled] = useState<Settled | null>(null);
  const what = { when: upperFirst(whenWords(visit.startsAt, today, language)), doctor: fullName(visit.doctor) };
  const tooLong = comment.length > commentLimit;

  async function cancel(): Promise<void> {
    if (reason === null || busy || tooLong) return;
    setBusy(true);
    const said = reason === 'other' ? comment.trim() : '';
    setSettled(await runSettled('appointments.cancel', { commandId, appointmentId: visit.id, reason, comment: said === '' ? null : said }));
    setBusy(false);
  }

  if (settled !== null && settled.kind !== 'failed') return <ChangeDone kind="cancel" settled={settled} when={what.when} doctor={what.doctor} visitId={visit.id} />;

  const items = CancelReason.options.map((code) => ({ id: code, label: t(`visit.reason.${code}`) }));
  const choose = (id: string) => setReason(CancelReason.options.find((code) => code === id) ?? null);
  const keep = { label: t('appointments.cancel.keep'), icon: 'arrow-left', onPress: router.back };
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
