import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { Seal } from '../../ui/Outcome.tsx';
import { spoken } from '../../words/Spoken.tsx';
import { refusalKey } from '../../words/visit.ts';
import type { Settled } from '../../app/settled.ts';

interface ChangeDoneProps {
  kind: 'cancel' | 'move';
  settled: Exclude<Settled, { kind: 'failed' }>;
  when: string;
  doctor: string;
  visitId: string;
}

/** What became of a cancellation or a move, said as it is: done, not answered yet, or refused and the visit stands. */
export function ChangeDone({ kind, settled, when, doctor, visitId }: ChangeDoneProps): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const language = useLanguage();
  const device = useRead('device.state', {});
  // The finished change must not be behind «Назад»: the way back starts anew from the cabinet.
  const start = (...routes: readonly Route[]) => {
    router.home();
    for (const route of routes) router.go(route);
  };
  const phone = device.data?.state === 'ready' ? device.data.phone : '';
  const end = { applied: 'done', waiting: 'waiting', refused: 'refused' } as const;
  const tone = { applied: 'sure', waiting: 'ask', refused: 'stop' } as const;
  const title = t(`appointments.${kind}.${end[settled.kind]}Title`);
  const text = {
    applied: t(`appointments.${kind}.doneText`, { when, doctor }),
    waiting: t(`appointments.${kind}.waitingText`, { when }),
    refused: settled.kind === 'refused' ? `${t(`visit.refusal.${refusalKey(settled.code)}`)} ${t(`appointments.${kind}.refusedNext`, { when, phone })}` : '',
  }[settled.kind];
  const toVisits = { label: t('appointments.cancel.toVisits'), icon: 'calendar-days', onPress: () => start({ name: 'cabinet' }, { name: 'visits' }) };
  const toVisit = { label: t('appointments.move.toVisit'), icon: 'arrow-right', onPress: () => start({ name: 'cabinet' }, { name: 'visit', id: visitId }) };
  const slip = { label: t('appointments.move.slip'), icon: 'printer', onPress: () => start({ name: 'cabinet' }, { name: 'slip', appointmentId: visitId }) };
  const dock = {
    cancel: { primary: toVisits },
    move: settled.kind === 'refused' ? { back: toVisits, primary: toVisit } : settled.kind === 'applied' ? { back: toVisits, primary: slip } : { primary: toVisits },
  }[kind];
  return (
    <KioskScreen className="kiosk--outcome" title={title} lead={spoken(text, language)} dock={dock}>
      <Seal tone={tone[settled.kind]} />
    </KioskScreen>
  );
}
