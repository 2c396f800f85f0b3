import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import type { Me } from '../../../shared/features/identity.ts';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { AgreeAgain } from '../../app/AgreeAgain.tsx';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import type { Draft } from '../../app/draftStore.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { refusalKey } from '../../words/visit.ts';
import { ConfirmFacts } from './ConfirmFacts.tsx';
import { HoldBand } from './HoldBand.tsx';
import { HoldOver } from './HoldOver.tsx';
import { SignInAgain } from './SignInAgain.tsx';
import { useBooking } from './useBooking.ts';
import { useHold } from './useHold.ts';
import './appointments.css';

/** Step 4: everything once more, then one button. `actFor` is the way to book the same time for somebody else. */
export function ConfirmScreen({ actFor }: { actFor: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const draft = useDraft();
  const me = useRead('identity.me', {});
  const card = useRead('doctors.card', draft.slot === null ? null : { roleId: draft.slot.roleId });

  if (draft.slot === null) {
    return (
      <KioskScreen title={t('appointments.confirm.nothing')} dock={{ primary: { label: t('appointments.confirm.chooseDoctor'), icon: 'arrow-right', onPress: () => router.go({ name: 'doctors', purpose: 'book' }) } }}>
        <Empty title={t('appointments.confirm.nothing')}>{t('appointments.confirm.nothingNext')}</Empty>
      </KioskScreen>
    );
  }
  // A backend that restarted has forgotten who signed in. The choice is here still, and so is the id of a command already sent.
  if (me.data?.role === 'visitor') return <SignInAgain sent={draft.sent} onSignIn={() => router.replace({ name: 'signIn', then: { name: 'confirm' }, reason: 'restarted' })} />;
  if (me.data?.patient == null || card.data?.doctor == null) return <KioskScreen title={t('appointments.confirm.title')} dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}>{null}</KioskScreen>;
  return <Confirm slot={draft.slot} patient={me.data.patient} representative={me.data.representative ?? null} actFor={draft.sent ? null : actFor} doctor={card.data.doctor} address={card.data.officeAddress} />;
}

type Representative = NonNullable<Me['representative']>;

interface ConfirmProps {
  slot: NonNullable<Draft['slot']>;
  patient: NonNullable<Me['patient']>;
  representative: Representative | null;
  /** Null once a command is out: it is one person's. */
  actFor: ReactNode;
  doctor: DoctorCard;
  address: DoctorCard['office'] | null;
}

function Confirm({ slot, patient, representative, actFor, doctor, address }: ConfirmProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const hold = useHold();
  const booking = useBooking(slot, hold.holdId, (appointmentId, commandId) => router.replace({ name: 'slip', appointmentId, commandId }));
  const time = clockOf(slot.startsAt);
  const held = hold.hold !== null;

  const otherTime = () => {
    hold.release();
    router.back();
  };
  return (
    <KioskScreen
      title={t('appointments.confirm.title')}
      step={{ now: 4, total: 4, label: t('appointments.confirm.step') }}
      aboveDock={held && !hold.over ? <HoldBand hold={hold} /> : undefined}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: otherTime },
        primary: {
          label: held ? t('appointments.confirm.book') : t('appointments.confirm.request'),
          icon: held ? 'check' : 'hourglass',
          onPress: () => void booking.book(),
          busy: booking.busy,
          busyLabel: t('appointments.confirm.booking'),
        },
      }}
    >
      {booking.problem?.kind === 'failed' && <Notice tone="stop" title={t('appointments.confirm.failed')} />}
      {booking.problem?.kind === 'refused' && <Notice tone="stop" title={t(`visit.refusal.${refusalKey(booking.problem.code)}`)} />}
      <AgreeAgain refusal={booking.problem?.kind === 'refused' ? booking.problem.code : null} then={{ name: 'confirm' }} />
      {!held && (
        <Notice tone="wait" title={t('appointments.confirm.unheld')}>
          {t('appointments.confirm.unheldText')}
        </Notice>
      )}
      <ConfirmFacts slot={slot} patient={patient} representative={representative} doctor={doctor} address={address} today={today} language={language} />
      {actFor}
      {hold.over && !booking.busy && (
        <HoldOver time={time} busy={hold.busy} problem={hold.problem} onAgain={() => void hold.again()} onOther={otherTime} />
      )}
    </KioskScreen>
  );
}
