import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffAccount } from '../../../shared/features/staff.ts';
import { call } from '../../app/client.ts';
import { AskedTwice } from '../../ui/AskedTwice.tsx';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ResetPassword } from './ResetPassword.tsx';
import { useAsking } from './useAsking.ts';

interface Shown {
  readonly account: StaffAccount;
  readonly isMine: boolean;
  /** The only administrator who is not switched off. The server decides; the page says it before it is asked. */
  readonly isLast: boolean;
  readonly onDone: (disabled: boolean) => void;
}

/** One account, and its switch. Off is asked twice: it signs a colleague out in the middle of a patient. */
export function OneAccount({ account: { id, name, login, role, disabled }, isMine, isLast, onDone }: Shown): ReactNode {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const { busy, refused, ask } = useAsking();
  const turn = (off: boolean) =>
    ask(async () => {
      await call('staff.switchAccount', { staffId: id, disabled: off });
      setSure(false);
      onDone(off);
    });
  return (
    <>
      <h2 lang="ru">{name}</h2>
      <Facts
        facts={[
          { label: t('staff.signIn.login'), value: login },
          { label: t('staff.accounts.role'), value: t(`staff.role.${role}`) },
          { label: t('staff.accounts.state'), value: disabled ? t('staff.accounts.off') : t('staff.accounts.on') },
        ]}
      />
      {/* One's own is changed on the first page, with the old one. */}
      {!isMine && !disabled && <ResetPassword staffId={id} />}
      {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      {isLast && <Notice tone="note">{t('staff.asked.last_administrator')}</Notice>}
      {disabled ? (
        <div className="desk__acts">
          <Button kind="primary" icon="check" onPress={() => turn(false)} busy={busy}>
            {t('staff.accounts.turnOn')}
          </Button>
        </div>
      ) : (
        <AskedTwice
          {...{ busy, sure, onSure: setSure, onDo: () => turn(true) }}
          icon="user-round-x"
          isDanger
          disabledReason={isLast ? '' : undefined}
          label={t('staff.accounts.turnOff')}
          warning={t(isMine ? 'staff.accounts.offMine' : 'staff.accounts.offText')}
          reallyLabel={t('staff.accounts.turnOffNow')}
        />
      )}
    </>
  );
}
