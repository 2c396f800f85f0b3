import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { Button } from '../../ui/Button.tsx';
import { useSignInWays } from './useSignInWays.ts';

/** Under the fields of the normal view. */
export function SignInWays(): ReactNode {
  const { t } = useTranslation();
  const ways = useSignInWays();
  return (
    <>
      <div className="sign__more">
        {ways
          .filter(({ kind }) => kind === 'link')
          .map(({ id, label, onPress }) => (
            <Button key={id} kind="quiet" onPress={onPress}>
              {label}
            </Button>
          ))}
      </div>
      <p className="sign__or">{t('identity.signIn.or')}</p>
      <div className="sign__ways">
        {ways
          .filter(({ kind }) => kind === 'other')
          .map(({ id, label, icon, onPress }) => (
            <Button key={id} icon={icon} onPress={onPress}>
              {label}
            </Button>
          ))}
      </div>
    </>
  );
}

/** The same in the accessible view: one question of its own. */
export function SignInWaysLow({ onPassword, onBack }: { onPassword: () => void; onBack: () => void }): ReactNode {
  const { t } = useTranslation();
  const ways = [{ id: 'password', label: t('identity.signIn.withPassword'), onPress: onPassword }, ...useSignInWays()];
  const [selectedId, setSelectedId] = useState('register');
  const low = {
    items: ways.map(({ id, label }) => ({ id, label })),
    selectedId,
    onSelect: setSelectedId,
    previousLabel: t('shell.ui.up'),
    nextLabel: t('shell.ui.down'),
    primaryLabel: t('identity.signIn.choose'),
    onPrimary: () => ways.find(({ id }) => id === selectedId)?.onPress(),
  };
  return <KioskScreen title={t('identity.signIn.waysTitle')} low={low} dock={{ back: { label: t('shell.back'), onPress: onBack } }} />;
}
