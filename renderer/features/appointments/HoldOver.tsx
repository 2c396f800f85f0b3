import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { refusalKey } from '../../words/visit.ts';

interface HoldOverProps {
  time: string;
  busy: boolean;
  problem: string | null;
  onAgain: () => void;
  onOther: () => void;
}

/** The countdown ended. It says so at once, and both ways on are one touch. */
export function HoldOver({ time, busy, problem, onAgain, onOther }: HoldOverProps): ReactNode {
  const { t } = useTranslation();
  return (
    <Sheet
      title={t('appointments.hold.overTitle')}
      onClose={onOther}
      dock={{
        back: { label: t('appointments.hold.other'), onPress: onOther },
        primary: { label: t('appointments.hold.again'), icon: 'rotate-ccw', onPress: onAgain, busy, busyLabel: t('schedule.time.holding') },
      }}
    >
      <p className="lead">{t('appointments.hold.overText', { time })}</p>
      <p className="lead">{t('appointments.hold.overSafe')}</p>
      {problem !== null && <Notice tone="stop" title={problem === 'offline' ? t('schedule.offline.unknown') : t(`visit.refusal.${refusalKey(problem)}`)} />}
    </Sheet>
  );
}
