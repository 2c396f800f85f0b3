import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { useApp } from '../../app/appContext.ts';
import { CallFailed, call, useRead } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useRouter } from '../../app/router.ts';
import { TermsLine } from '../../app/TermsLine.tsx';
import { homeRoute, type Route } from '../../app/routerStore.ts';
import { useView } from '../../app/view.ts';
import { useAfterSignIn } from '../../app/useAfterSignIn.ts';
import { useLineDown } from '../../app/useLineDown.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { HoldPoint } from './HoldPoint.tsx';
import { SignInWays, SignInWaysScreen } from './SignInWays.tsx';
import { checkSignIn, isClean, refusedSignIn, type SignInErrors } from './signInErrors.ts';
import './identity.css';

/** Step 3 of booking, and the way into the cabinet. */
export function SignInScreen({ then, reason }: { then: Route; reason?: 'restarted' | 'phoneDone' }): ReactNode {
  const { t } = useTranslation();
  const { replace, back: goBack } = useRouter();
  const view = useView();
  const draft = useDraft();
  const { reads } = useApp();
  const { claim } = draft;
  const me = useRead('identity.me', {});
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<SignInErrors>({});
  const [busy, setBusy] = useState(false);
  const [field, setField] = useState<'login' | 'password'>('login');
  const [choosing, setChoosing] = useState(false);
  const lineDown = useLineDown();
  const booking = then.name === 'confirm';
  const afterwards = useAfterSignIn(me.data?.patient?.id ?? null);

  // Whoever has signed in does not see the page again, also when coming back by «Назад».
  useEffect(() => {
    if (me.data?.role !== 'patient' || me.data.patient === null || afterwards === null) return;
    // After a restart somebody else may have signed in: what the one before chose and typed is not theirs to see.
    replace(afterwards(claim(me.data.patient.id) ? then : homeRoute));
  }, [me.data, then, replace, claim, afterwards]);

  async function submit(): Promise<void> {
    if (busy) return;
    const found = checkSignIn(login, password);
    setErrors(found);
    if (!isClean(found)) {
      setField(found.login === undefined ? 'password' : 'login');
      return;
    }
    setBusy(true);
    try {
      await call('identity.signIn', { login: login.trim(), password });
      // Nobody needs it any more, and the page may stand here for a moment.
      setPassword('');
      // Everything on screen was read as nobody; the page goes on when it has been read as this patient.
      reads.changed(() => true);
    } catch (error) {
      const refused = error instanceof CallFailed ? refusedSignIn(error.code, error.fields ?? []) : { form: 'failed' };
      setErrors(refused);
      if (refused.login !== undefined) setField('login');
      setBusy(false);
    }
  }

  const back = () => {
    const { hold } = draft;
    if (booking && hold !== null) {
      draft.setHold(null);
      // The patient has turned back: others may have the time within a second.
      call('appointments.releaseHold', { holdId: hold.holdId }).catch(() => undefined);
    }
    goBack();
  };
  const change = (next: Partial<Record<'login' | 'password', string>>) => {
    if (next.login !== undefined) setLogin(next.login);
    if (next.password !== undefined) setPassword(next.password);
    setErrors({});
  };
  const notice = noticeOf();
  const says = notice === null ? null : <Notice tone={notice.tone} title={t(`identity.${notice.key}`)} />;
  // The keyboard and a held time leave little room: the fields come first, the other ways draw together.
  const cramped = (booking ? 1 : 0) + (notice === null ? 0 : 1);

  /** One at a time, the nearest to what the hand does now. */
  function noticeOf(): { readonly tone: 'note' | 'wait' | 'stop'; readonly key: string } | null {
    if (errors.form !== undefined) return { tone: 'stop', key: `error.${errors.form}` };
    if (lineDown) return { tone: 'wait', key: view === 'accessible' ? 'signIn.offlineShort' : 'signIn.offline' };
    if (reason === undefined) return null;
    return reason === 'phoneDone' ? { tone: 'note', key: 'signIn.phoneDone' } : { tone: 'wait', key: 'signIn.restarted' };
  }
  const sentence = (code: string | undefined) => (code === undefined ? {} : { error: t(`identity.error.${code}`) });
  const loginField = (
    <TextField key="login" label={t('identity.signIn.login')} value={login} onChange={(text) => change({ login: text })} icon="mail" hint={cramped === 2 ? undefined : t('identity.signIn.loginHint')} {...sentence(errors.login)} type="email" layout="email" onClear={() => change({ login: '' })} onEnter={() => void (view === 'accessible' ? setField('password') : submit())} autoFocus />
  );
  const passwordField = (
    <TextField key="password" label={t('identity.signIn.password')} value={password} onChange={(text) => change({ password: text })} icon="lock-keyhole" {...sentence(errors.password)} type="password" layout="email" revealable {...(view === 'accessible' ? { autoFocus: true } : {})} onEnter={() => void submit()} />
  );
  const step = booking ? { step: { now: 3, total: 4, label: t('identity.signIn.step') } } : {};
  const held = booking && draft.hold !== null && draft.slot !== null ? <HoldPoint hold={draft.hold} time={clockOf(draft.slot.startsAt)} /> : undefined;
  if (choosing) return <SignInWaysScreen onPassword={() => setChoosing(false)} />;
  if (view === 'accessible') {
    if (errors.form !== undefined) return <LowRefusal title={t('identity.signIn.title')} sentence={t(`identity.error.${errors.form}`)} onReturn={() => setErrors({})} />;
    const first = field === 'login';
    return (
      <KioskScreen
        title={t('identity.signIn.title')}
        {...step}
        lead={t('identity.signIn.question', { now: first ? 1 : 2, total: 2 })}
        aboveDock={held}
        low={{ field: true }}
        dock={{
          back: { label: t('shell.back'), onPress: first ? back : () => setField('login') },
          primary: first ? { label: t('identity.signIn.next'), onPress: () => setField('password') } : { label: t('identity.signIn.submit'), onPress: () => void submit(), busy, busyLabel: t('identity.signIn.busy') },
        }}
      >
        {says}
        {first ? loginField : passwordField}
        {!first && <TermsLine then={then} />}
        {first && notice === null && (
          <Button onPress={() => setChoosing(true)}>
            {t('identity.signIn.ways')}
          </Button>
        )}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen
      title={t('identity.signIn.title')}
      {...step}
      keyboard
      aboveDock={held}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: back },
        primary: { label: t('identity.signIn.submit'), onPress: () => void submit(), busy, busyLabel: t('identity.signIn.busy') },
      }}
    >
      {says}
      <div className={cramped > 0 ? 'sign sign--tight' : 'sign'}>
        {loginField}
        {passwordField}
      </div>
      <TermsLine then={then} />
      <SignInWays cramped={cramped} onOthers={() => setChoosing(true)} />
    </KioskScreen>
  );
}
