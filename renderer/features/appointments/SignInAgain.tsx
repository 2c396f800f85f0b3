import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';

/** A restart of the backend has signed the patient out. Says what is safe, and that the outcome will be shown. */
/** `change`: what was sent is a cancellation or a move, not a booking. */
export function SignInAgain({ sent, change = false, onSignIn }: { sent: boolean; change?: boolean; onSignIn: () => void }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <KioskScreen
      title={t('appointments.restarted.title')}
      lead={t(`appointments.restarted.${sent ? (change ? 'sentChange' : 'sent') : 'text'}`)}
      dock={{
        back: { label: t('shell.toHome'), icon: 'house', onPress: router.home },
        primary: { label: t('appointments.restarted.signIn'), icon: 'key-round', onPress: onSignIn },
      }}
    >
      {null}
    </KioskScreen>
  );
}
