import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { call, useRead } from '../../app/client.ts';
import { useApp } from '../../app/appContext.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useLeave } from '../../app/session.ts';
import { runSettled, type Settled } from '../../app/settled.ts';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { placeFact } from '../../words/facts.ts';
import { Queue } from './Queue.tsx';
import { Refused } from './Refused.tsx';
import { useAsking } from './useAsking.ts';

/** S8, signed in: «Отметиться» has been pressed, this screen does it and then shows the queue. */
export function CheckInScreen({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const me = useRead('identity.me', {});
  const one = useRead('checkIn.one', me.data?.role === 'patient' ? { appointmentId: id } : null);
  const { replace } = router;
  useEffect(() => {
    if (me.data?.role === 'visitor') replace({ name: 'signIn', then: { name: 'checkIn', id }, reason: 'restarted' });
  }, [me.data?.role, id, replace]);
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  if (one.data === undefined) {
    return (
      <KioskScreen title={t('checkIn.screen.title')} dock={{ back }}>
        <Skeleton lines={6} label={t('checkIn.screen.busy')} />
      </KioskScreen>
    );
  }
  if (one.data.visit === null) {
    return (
      <KioskScreen title={t('checkIn.screen.title')} dock={{ back }}>
        <Empty title={t('checkIn.screen.gone')}>{t('checkIn.screen.goneNext')}</Empty>
      </KioskScreen>
    );
  }
  return <OneVisit visit={one.data.visit} />;
}

function OneVisit({ visit }: { visit: Visit }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const leave = useLeave();
  const { newId } = useApp();
  const [settled, setSettled] = useState<Settled | null>(null);
  const [busy, setBusy] = useState(false);
  const isIn = visit.status === 'arrived' && visit.queueNumber !== null;
  const waits = visit.pending?.kind === 'arrive';
  const begun = useRef(isIn || waits);

  const arrive = () => {
    setBusy(true);
    void runSettled('checkIn.arrive', { commandId: newId(), appointmentId: visit.id }).then((how) => {
      setSettled(how);
      setBusy(false);
    });
  };
  // The press that led here was the word; done once, or going back and forth would say it again.
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    arrive();
  }, []);

  const back = { label: t('checkIn.screen.toCabinet'), icon: 'arrow-left', onPress: () => router.backTo('cabinet') };
  const finish = { label: t('checkIn.screen.finish'), icon: 'log-out', onPress: leave };
  if (isIn) return <InQueue visit={visit} number={visit.queueNumber ?? ''} dock={{ back, primary: finish }} />;
  if (settled?.kind === 'refused') return <Refused code={settled.code} visit={visit} dock={{ back, primary: finish }} />;
  if (settled?.kind === 'failed') {
    return (
      <KioskScreen title={t('checkIn.screen.title')} dock={{ back, primary: { label: t('checkIn.screen.again'), icon: 'rotate-ccw', onPress: arrive, busy, busyLabel: t('checkIn.screen.busy') } }}>
        <Notice tone="stop" title={t('checkIn.screen.failed')} />
      </KioskScreen>
    );
  }
  if (!busy && waits) {
    return (
      <KioskScreen className="kiosk--outcome" title={t('checkIn.unconfirmed.title')} lead={t('checkIn.unconfirmed.lead')} dock={{ back, primary: finish }}>
        <Seal tone="ask" />
        <Notice tone="wait" title={t('checkIn.unconfirmed.what')}>
          {t('checkIn.unconfirmed.text')}
        </Notice>
      </KioskScreen>
    );
  }
  return (
    <KioskScreen title={t('checkIn.screen.title')} dock={{ back }}>
      <Skeleton lines={6} label={t('checkIn.screen.busy')} />
    </KioskScreen>
  );
}

function InQueue({ visit, number, dock }: { visit: Visit; number: string; dock: { back: { label: string; icon: string; onPress: () => void }; primary: { label: string; icon: string; onPress: () => void } } }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  // Twice the size there is room for the number and the room, and for nothing that is only kind.
  const lead = useView() === 'accessible' ? {} : { lead: t('checkIn.queue.lead') };
  const { told, failure } = useAsking(() => call('checkIn.wait', { appointmentId: visit.id }), visit.id);
  const wait = told?.wait ?? null;
  const state = failure === 'visit_over' ? 'over' : (wait?.state ?? 'waiting');
  const place = visit.room.ru === '' ? null : placeFact(t, visit, language).value;
  if (state !== 'waiting') {
    return (
      <KioskScreen className="kiosk--outcome" title={t(`checkIn.${state}.title`)} lead={t(`checkIn.${state}.lead`)} dock={dock}>
        <Seal tone={state === 'inside' ? 'sure' : 'ask'} />
        {state === 'inside' && <Queue number={number} startsAt={visit.startsAt} place={place} wait={null} offline={false} inside />}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen className="kiosk--outcome" title={t('checkIn.queue.title')} {...lead} dock={dock}>
      <Seal tone="sure" />
      <Queue number={number} startsAt={visit.startsAt} place={place} wait={wait} offline={failure !== null} />
    </KioskScreen>
  );
}
