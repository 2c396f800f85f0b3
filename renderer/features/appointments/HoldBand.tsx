import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Hold } from '../../ui/Hold.tsx';
import type { useHold } from './useHold.ts';

/** The one extension adds what the hold was first given. */
function extensionMinutes(totalSeconds: number): number {
  return Math.max(1, Math.round(totalSeconds / 60));
}

export function HoldBand({ hold }: { hold: ReturnType<typeof useHold> }): ReactNode {
  const { t } = useTranslation();
  if (hold.hold === null) return null;
  return (
    <Hold
      label={t('appointments.hold.label')}
      secondsLeft={hold.secondsLeft}
      totalSeconds={hold.hold.totalSeconds}
      sentence={hold.problem === null ? t('appointments.hold.sentence') : t('appointments.hold.extendFailed')}
      {...(hold.hold.extensionLeft ? { extendLabel: t('appointments.hold.extend', { count: extensionMinutes(hold.hold.totalSeconds) }), onExtend: () => void hold.extend() } : {})}
    />
  );
}
