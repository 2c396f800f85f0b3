import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';

/** A restart of the backend has signed the patient out. Says what is safe, and that the outcome will be shown. */
export function SignInAgain({ sent, onSignIn }: { sent: boolean; onSignIn: () => void }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <KioskScreen
      title={t('appointments.restarted.title')}
      lead={sent ? t('appointments.restarted.sent') : t('appointments.restarted.text')}
      dock={{
        back: { label: t('shell.toHome'), icon: 'house', onPress: router.home },
        primary: { label: t('appointments.restarted.signIn'), icon: 'key-round', onPress: onSignIn },
      }}
    >
      {null}
    </KioskScreen>
  );
}
