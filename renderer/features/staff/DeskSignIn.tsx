import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { instant, type Instant } from '../../../shared/lib/moscow.ts';
import { useApp } from '../../app/appContext.ts';
import { CallFailed, call } from '../../app/client.ts';
import { useNow, useSecondsUntil } from '../../app/clock.ts';
import { useLineDown } from '../../app/useLineDown.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { TextField } from '../../ui/TextField.tsx';

const known = ['wrong_login', 'offline_refused', 'offline_expired', 'offline_clock', 'device_refused', 'not_here', 'try_later'] as const;

/** Row R9: the one thing a desk shows to nobody in particular. */
export function DeskSignIn({ ended }: { ended: { readonly why: 'idle' | 'over' | 'password' | 'unsure'; readonly login: string } | null }): ReactNode {
  const { t } = useTranslation();
  const { reads } = useApp();
  const now = useNow();
  const lineDown = useLineDown();
  // Whoever was closed out is most likely the one who comes back.
  const [login, setLogin] = useState(ended?.login ?? '');
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [until, setUntil] = useState<Instant | null>(null);
  const seconds = useSecondsUntil(until) ?? 0;

  async function submit(): Promise<void> {
    if (busy || seconds > 0) return;
    if (login.trim() === '' || password === '') return setRefused(login.trim() === '' ? 'login_empty' : 'password_empty');
    setBusy(true);
    setRefused(null);
    try {
      const answer = await call('staff.signIn', { login, password });
      setPassword('');
      if (answer.state === 'wait') setUntil(instant(now + answer.waitSeconds * 1_000));
      else reads.changed(() => true);
    } catch (error) {
      const code = error instanceof CallFailed ? error.code : '';
      setRefused(code === 'invalid_input' ? 'too_long' : (known.find((one) => one === code) ?? 'failed'));
    } finally {
      setBusy(false);
    }
  }

  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    setRefused(null);
  };
  const says = refused === 'login_empty' || refused === 'password_empty' ? null : refused;
  return (
    <div className="desk__door">
      <Question>{t('staff.signIn.title')}</Question>
      {ended !== null && says === null && seconds === 0 && <Notice tone="wait" title={t(`staff.ended.${ended.why}`)} />}
      {lineDown && says === null && seconds === 0 && <Notice tone="wait" title={t('staff.signIn.offline')} />}
      {seconds > 0 && <Notice tone="wait" title={t('staff.signIn.wait', { count: seconds })} />}
      {says !== null && <Notice tone="stop" title={t(`staff.refused.${says}`)} />}
      <TextField
        label={t('staff.signIn.login')}
        value={login}
        onChange={change(setLogin)}
        icon="user"
        {...(refused === 'login_empty' ? { error: t('staff.refused.login_empty') } : {})}
        {...(ended === null ? { autoFocus: true } : {})}
        onEnter={() => void submit()}
      />
      <TextField
        label={t('staff.signIn.password')}
        value={password}
        onChange={change(setPassword)}
        icon="lock-keyhole"
        type="password"
        revealable
        {...(refused === 'password_empty' ? { error: t('staff.refused.password_empty') } : {})}
        {...(ended === null ? {} : { autoFocus: true })}
        onEnter={() => void submit()}
      />
      <Button kind="primary" onPress={() => void submit()} busy={busy} busyLabel={t('staff.signIn.busy')} disabledReason={seconds > 0 ? '' : undefined}>
        {t('staff.signIn.submit')}
      </Button>
    </div>
  );
}
