import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { useLineDown } from '../../app/useLineDown.ts';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useOverview, type Overview } from './useOverview.ts';

interface AccountGateProps {
  /** Where to come back to after signing in again. */
  readonly to: Route;
  readonly children: (account: { readonly overview: Overview; readonly again: () => void }) => ReactNode;
}

/** Before anything of an account is shown: it is one's own, one is signed in still, and the centre has told it. */
export function AccountGate({ to, children }: AccountGateProps): ReactNode {
  const { replace } = useRouter();
  const me = useRead('identity.me', {}).data;
  const isOver = me?.role === 'visitor' && me.ended === undefined;
  useEffect(() => {
    if (isOver) replace({ name: 'signIn', then: to, reason: 'restarted' });
  }, [isOver, replace, to]);
  if (me?.role !== 'patient') return <Waiting />;
  return me.representative === undefined ? <Own>{children}</Own> : <NotOwn />;
}

function Own({ children }: Pick<AccountGateProps, 'children'>): ReactNode {
  const { overview, refusal, busy, again } = useOverview();
  if (refusal === 'not_own_account') return <NotOwn />;
  if (overview === null) return <Waiting refusal={refusal} busy={busy} onAgain={again} />;
  return children({ overview, again });
}

function Waiting({ refusal = null, busy = true, onAgain }: { refusal?: string | null; busy?: boolean; onAgain?: () => void }): ReactNode {
  const { t } = useTranslation();
  const { back } = useRouter();
  const accessible = useView() === 'accessible';
  const down = useLineDown();
  const leave = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: back };
  const says = refusal === 'offline' || down;
  return (
    <KioskScreen
      title={t('account.title')}
      dock={refusal === null || onAgain === undefined ? { primary: leave } : { back: leave, primary: { label: t('account.tryAgain'), icon: 'rotate-ccw', onPress: onAgain, busy, busyLabel: t('account.loading') } }}
    >
      {says && <Notice tone="wait" title={t('account.offlineOpen')} />}
      {refusal !== null && !says && <Notice tone="stop" title={t(`account.error.${refusal}`)} />}
      {refusal === null && !says && <Skeleton lines={5} label={t('account.loading')} height={146} />}
    </KioskScreen>
  );
}

/** R10: who acts for somebody else sees why nothing of an account is here. */
function NotOwn(): ReactNode {
  const { t } = useTranslation();
  const { back } = useRouter();
  const accessible = useView() === 'accessible';
  return (
    <KioskScreen title={t('account.title')} dock={{ primary: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: back } }}>
      <Empty icon="users-round" title={t('account.forAnother.title')}>
        <p>{t('account.forAnother.text')}</p>
        <p>{t('account.forAnother.next')}</p>
      </Empty>
    </KioskScreen>
  );
}
