import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold as Held } from '../../../shared/features/appointments.ts';
import { useSecondsUntil } from '../../app/clock.ts';
import { Hold } from '../../ui/Hold.tsx';

/** The countdown, small, while the patient types: the time does not stand still on this page. */
export function HoldPoint({ hold, time }: { hold: Held; time: string }): ReactNode {
  const { t } = useTranslation();
  const secondsLeft = Math.max(0, useSecondsUntil(hold.expiresAt) ?? 0);
  const sentence = secondsLeft === 0 ? t('identity.signIn.holdOver', { time }) : t('identity.signIn.holdSentence', { time });
  return <Hold label={sentence} secondsLeft={secondsLeft} totalSeconds={hold.totalSeconds} sentence={sentence} compact />;
}
