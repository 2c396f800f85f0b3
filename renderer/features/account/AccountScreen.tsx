import type { TFunction } from 'i18next';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { useView } from '../../app/view.ts';
import { Row, Rows } from '../../ui/Rows.tsx';
import { AccountGate } from './AccountGate.tsx';
import type { Overview } from './useOverview.ts';

type Step = Extract<Route, { name: 'accountStep' }>['step'];

interface Part {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  readonly detail: string;
  readonly to: Step;
  /** Why it cannot be changed now. */
  readonly off?: string;
}

/** R11 «Учётная запись»: what there is of it, each line the way to change it. */
export function AccountScreen(): ReactNode {
  return <AccountGate to={{ name: 'account' }}>{({ overview }) => <Parts overview={overview} />}</AccountGate>;
}

function Parts({ overview }: { overview: Overview }): ReactNode {
  const { t } = useTranslation();
  const { go, back } = useRouter();
  const accessible = useView() === 'accessible';
  const parts = partsOf(overview, t);
  const [selectedId, setSelectedId] = useState(parts[0]?.id ?? '');
  const home = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: back };
  if (accessible) {
    const chosen = parts.find(({ id }) => id === selectedId);
    const low = {
      items: parts.map(({ id, label, detail, off }) => ({ id, label, detail: off ?? detail })),
      selectedId,
      onSelect: setSelectedId,
      previousLabel: t('shell.ui.up'),
      nextLabel: t('shell.ui.down'),
      primaryLabel: t('account.choose'),
      onPrimary: () => {
        if (chosen !== undefined && chosen.off === undefined) go({ name: 'accountStep', step: chosen.to });
      },
    };
    return (
      <KioskScreen title={t('account.title')} low={low} dock={{ back: home }}>
        <LineNotice title={t('account.offline')} />
      </KioskScreen>
    );
  }
  return (
    <KioskScreen title={t('account.title')} lead={waysOf(overview, t)} dock={{ primary: home }}>
      <LineNotice title={t('account.offline')} />
      <Rows label={t('account.title')}>
        {parts.map(({ id, icon, label, detail, to, off }) => (
          <Row key={id} icon={icon} title={label} detail={detail} disabledReason={off} onPress={() => go({ name: 'accountStep', step: to })} />
        ))}
      </Rows>
    </KioskScreen>
  );
}

function waysOf({ hasPassword, esiaLinked }: Overview, t: TFunction): string {
  if (hasPassword) return t(esiaLinked ? 'account.overview.waysBoth' : 'account.overview.waysPassword');
  return t(esiaLinked ? 'account.overview.waysEsia' : 'account.overview.waysNone');
}

function partsOf({ login, hasPassword, esiaLinked, phone, pendingEmail, sessions }: Overview, t: TFunction): readonly Part[] {
  // A registrar's code opens this visit only; there is no account behind it that could be changed.
  const none = hasPassword || esiaLinked ? {} : { off: t('account.overview.needsAccount') };
  const others = sessions.filter(({ here }) => !here).length;
  return [
    {
      id: 'login',
      icon: 'mail',
      label: t('account.overview.login'),
      detail: pendingEmail === null ? (login ?? t('account.overview.noLogin')) : t('account.overview.pending', { email: pendingEmail }),
      to: pendingEmail === null ? 'email' : 'codes',
      ...none,
    },
    {
      id: 'password',
      icon: 'lock-keyhole',
      label: t('account.overview.password'),
      detail: t('account.overview.passwordSet'),
      to: 'password',
      ...(hasPassword ? {} : { off: t(login === null ? 'account.overview.passwordNone' : 'account.overview.passwordByLetter') }),
      ...none,
    },
    { id: 'phone', icon: 'phone-call', label: t('account.overview.phone'), detail: phone ?? t('account.overview.phoneNone'), to: 'phone', ...none },
    { id: 'sessions', icon: 'map-pin', label: t('account.overview.sessions'), detail: others === 0 ? t('account.overview.onlyHere') : t('account.overview.others', { count: others }), to: 'sessions' },
    { id: 'close', icon: 'user-round-x', label: t('account.overview.close'), detail: t('account.overview.closeDetail'), to: 'close', ...none },
  ];
}
