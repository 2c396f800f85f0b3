import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { NewPasswordFields, passwordFault, type NewPassword } from './NewPasswordFields.tsx';
import { useAsking } from './useAsking.ts';

/** Row R9: one's own password. When it is changed the desk closes, because every sign-in under the old one is over. Without a way back: a one-time password has to be changed first. */
export function PasswordForm({ onBack }: { onBack?: () => void }): ReactNode {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [next, setNext] = useState<NewPassword>({ first: '', again: '' });
  const { busy, refused, ask, refuse } = useAsking();
  const change = () => {
    const fault = password === '' ? 'password_empty' : passwordFault(next);
    if (fault !== null) return refuse(fault);
    ask(async () => void (await call('staff.changePassword', { password, next: next.first })));
  };
  const aboutOld = refused === 'password_empty' || refused === 'wrong_password';
  return (
    <>
      {onBack !== undefined && <h2>{t('staff.password.title')}</h2>}
      <p>{t('staff.password.text')}</p>
      <TextField
        label={t(onBack === undefined ? 'staff.password.oneTime' : 'staff.password.old')}
        value={password}
        onChange={(text) => {
          setPassword(text);
          refuse(null);
        }}
        type="password"
        revealable
        autoFocus
        maxLength={1_000}
        {...(aboutOld ? { error: t(`staff.asked.${refused}`) } : {})}
        onEnter={change}
      />
      <NewPasswordFields
        value={next}
        onChange={(value) => {
          setNext(value);
          refuse(null);
        }}
        refused={refused}
        onEnter={change}
      />
      {refused !== null && !aboutOld && !refused.startsWith('password_') && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      <div className="desk__acts">
        <Button kind="primary" icon="check" onPress={change} busy={busy} busyLabel={t('staff.password.busy')}>
          {t('staff.password.change')}
        </Button>
        {onBack !== undefined && <Button onPress={onBack}>{t('shell.back')}</Button>}
      </div>
    </>
  );
}
