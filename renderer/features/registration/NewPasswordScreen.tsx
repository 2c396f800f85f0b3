import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useRouter } from '../../app/router.ts';
import { TermsLine } from '../../app/TermsLine.tsx';
import { useFirstFault } from '../../app/useFirstFault.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { passwordFaults, type PasswordFaults } from '../../words/fieldFaults.ts';
import { formPages } from './formPages.ts';
import { refusalOf } from './refusals.ts';
import { useSignAgain } from './useSignAgain.ts';
import { useOnceSignedIn } from './useOnceSignedIn.ts';
import './registration.css';

type FieldName = 'password' | 'repeat';

/** «Установка пароля». What is typed here is in no draft: a password is kept nowhere. */
export function NewPasswordScreen(): ReactNode {
  useOnceSignedIn();
  const signAgain = useSignAgain();
  const { t } = useTranslation();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const { reads } = useApp();
  const sent = useDraft((draft) => draft.registering.sent);
  const [typed, setTyped] = useState<Record<FieldName, string>>({ password: '', repeat: '' });
  const [at, setAt] = useState<FieldName>('password');
  const [faults, setFaults] = useState<PasswordFaults>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { fields, stopped } = useFirstFault();

  const fail = (found: PasswordFaults) => {
    setFaults(found);
    stopped();
    setAt(found.password === undefined ? 'repeat' : 'password');
  };
  async function save(): Promise<void> {
    if (busy || sent === null) return;
    const found = passwordFaults(typed.password, typed.repeat);
    setRefusal(null);
    if (found.password !== undefined || found.repeat !== undefined) return fail(found);
    setFaults({});
    setBusy(true);
    try {
      await call('registration.setPassword', { registrationId: sent.registrationId, password: typed.password });
      setTyped({ password: '', repeat: '' });
      // Everything on screen was read as nobody; the page goes on when it has been read as this patient.
      reads.changed(() => true);
    } catch (error) {
      const refused = refusalOf(error);
      if (refused.startsWith('password_')) fail({ password: refused });
      else setRefusal(refused);
      setBusy(false);
    }
  }
  function next(): void {
    if (!accessible || at === 'repeat') return void save();
    const { password } = passwordFaults(typed.password, typed.password);
    if (password === undefined) setAt('repeat');
    else fail({ password });
  }
  const field = (name: FieldName) => {
    const fault = faults[name];
    return (
      <TextField
        key={name}
        label={t(`registration.password.${name}`)}
        value={typed[name]}
        onChange={(text) => {
          setTyped((now) => ({ ...now, [name]: text }));
          if (fault !== undefined) setFaults({});
        }}
        icon="lock-keyhole"
        type="password"
        layout="latin"
        revealable
        {...(name === 'password' ? { hint: t('registration.password.hint') } : {})}
        {...(fault === undefined ? {} : { error: t(`registration.error.${fault}`) })}
        {...(accessible || name === 'password' ? { autoFocus: true } : {})}
        onEnter={next}
      />
    );
  };
  const ways: Partial<Record<string, { readonly label: string; readonly onPress: () => void }>> = {
    grant_gone: { label: t('registration.password.newCode'), onPress: () => router.replace({ name: 'mailCode' }) },
    documents_not_accepted: { label: t('registration.form.documents'), onPress: signAgain },
  };
  const wayOn = refusal === null ? undefined : ways[refusal];
  if (accessible && refusal !== null) {
    return <LowRefusal title={t('registration.password.title')} sentence={t(`registration.error.${refusal}`)} onReturn={() => setRefusal(null)} {...(wayOn === undefined ? {} : { wayOn })} />;
  }
  const total = sent?.purpose === 'register' ? formPages(accessible ? 'accessible' : 'normal').length + 2 : 3;
  return (
    <KioskScreen
      title={t('registration.password.title')}
      lead={t('registration.password.lead')}
      step={{ now: total, total, label: sent?.purpose === 'recover' ? t('registration.recoverStep') : t('registration.step') }}
      keyboard
      low={{ field: true }}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: () => (accessible && at === 'repeat' ? setAt('password') : router.back()) },
        primary: { label: accessible && at === 'password' ? t('registration.next') : t('registration.password.submit'), onPress: next, busy, busyLabel: t('registration.password.busy') },
      }}
    >
      {refusal === null && <LineNotice title={t('registration.offlinePassword')} />}
      {refusal !== null && <Notice tone="stop" title={t(`registration.error.${refusal}`)} />}
      {wayOn !== undefined && (
        <Button icon="arrow-right" onPress={wayOn.onPress}>
          {wayOn.label}
        </Button>
      )}
      <div className="sign" role="group" aria-label={t('registration.password.title')} ref={fields}>
        {accessible ? field(at) : (['password', 'repeat'] as const).map(field)}
      </div>
      {(!accessible || at === 'repeat') && <TermsLine then={{ name: 'newPassword' }} />}
    </KioskScreen>
  );
}
