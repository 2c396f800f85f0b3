import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { useClockWrong } from '../../app/ClockWrong.tsx';
import { call, useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';

type OpenState = Extract<Output<'staffDoor.state'>, { state: 'open' }>;

/** Device, line, queue and version, and the one way to close the program. */
export function KioskFacts({ state, onOver }: { state: OpenState; onOver: () => void }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const sync = useRead('sync.status', {}).data;
  const clocks = useClockWrong();
  const [closing, setClosing] = useState(false);

  function exit(): void {
    setClosing(true);
    // `closed`: the five minutes were over just now, and the code is asked for again.
    call('staffDoor.exit', {}).catch(() => {
      setClosing(false);
      onOver();
    });
  }
  function finish(): void {
    call('staffDoor.leave', {}).catch(() => undefined).finally(onOver);
    router.home();
  }

  const facts = [
    { label: t('staffDoor.facts.device'), value: state.device, detail: t(`staffDoor.profile.${state.profile}`) },
    { label: t('staffDoor.facts.version'), value: state.appVersion },
    { label: t('staffDoor.facts.server'), value: state.server },
    ...(sync === undefined
      ? []
      : [
          { label: t('staffDoor.facts.line'), value: sync.line === 'up' ? t('staffDoor.facts.lineUp') : t('staffDoor.facts.lineDown'), detail: sync.failure === null ? '' : t(`staffDoor.failure.${sync.failure}`) },
          { label: t('staffDoor.facts.unsent'), value: String(sync.unsent), detail: sync.aside === 0 ? '' : t('staffDoor.facts.aside', { count: sync.aside }) },
        ]),
    // Row O7: a quiet line for whoever opened this door; no patient is told.
    ...(clocks === null ? [] : [{ label: t('staffDoor.facts.clock'), value: t('staffDoor.facts.clockWrong', { here: clocks.here }), detail: t('staffDoor.facts.clockCentre', { centre: clocks.centre }) }]),
  ];
  return (
    <KioskScreen
      title={t('staffDoor.open.title')}
      lead={t('staffDoor.open.lead')}
      dock={{
        back: { label: t('staffDoor.open.finish'), icon: 'check', onPress: finish },
        primary: { label: t('staffDoor.open.exit'), icon: 'log-out', onPress: exit, busy: closing, busyLabel: t('staffDoor.open.exiting') },
      }}
    >
      <div className="staff">
        <Facts facts={facts} />
        <Notice tone="note">{t('staffDoor.open.exitNote')}</Notice>
      </div>
    </KioskScreen>
  );
}
