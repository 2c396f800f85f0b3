import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { useSignInWays, type SignInWay } from './useSignInWays.ts';

interface SignInWaysProps {
  /** 0: as drawn; 1: four buttons in the room of two; 2: what is not here is one touch away. */
  readonly cramped: number;
  readonly onOthers: () => void;
}

/** Under the fields of the normal view. */
export function SignInWays({ cramped, onOthers }: SignInWaysProps): ReactNode {
  const { t } = useTranslation();
  const ways = useSignInWays();
  if (cramped === 0) {
    return (
      <>
        <div className="sign__more">{ways.filter(({ kind }) => kind === 'link').map((way) => <WayButton key={way.id} way={way} quiet />)}</div>
        <p className="sign__or">{t('identity.signIn.or')}</p>
        <div className="sign__ways">{ways.filter(({ kind }) => kind === 'other').map((way) => <WayButton key={way.id} way={way} />)}</div>
      </>
    );
  }
  const others: SignInWay = { id: 'others', label: t('identity.signIn.ways'), icon: 'key-round', kind: 'other', onPress: onOthers };
  const here = cramped === 1 ? ways : [...ways.filter(({ id }) => id === 'forgot'), others];
  return <div className="sign__grid">{here.map((way) => <WayButton key={way.id} way={way} />)}</div>;
}

function WayButton({ way: { label, icon, onPress }, quiet = false }: { way: SignInWay; quiet?: boolean }): ReactNode {
  return (
    <Button {...(quiet ? { kind: 'quiet' } : { icon })} onPress={onPress}>
      {label}
    </Button>
  );
}

/** All of them, as a question of its own: in the accessible view, and where there is no room under the fields. */
export function SignInWaysScreen({ onPassword }: { onPassword: () => void }): ReactNode {
  const { t } = useTranslation();
  const accessible = useView() === 'accessible';
  const ways: readonly SignInWay[] = [{ id: 'password', label: t('identity.signIn.withPassword'), icon: 'lock-keyhole', kind: 'link', onPress: onPassword }, ...useSignInWays()];
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
  const back = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: onPassword };
  return (
    <KioskScreen title={t('identity.signIn.waysTitle')} low={low} dock={accessible ? { back } : { primary: back }}>
      {!accessible && (
        <Rows>
          {ways.map(({ id, icon, label, onPress }) => (
            <Row key={id} icon={icon} title={label} onPress={onPress} />
          ))}
        </Rows>
      )}
    </KioskScreen>
  );
}
