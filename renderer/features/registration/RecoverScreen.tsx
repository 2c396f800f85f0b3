import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { emailFault } from '../../words/fieldFaults.ts';
import { refusalOf } from './refusals.ts';
import { useOnceSignedIn } from './useOnceSignedIn.ts';
import './registration.css';

/** R4: a forgotten password is set anew by the same letter. Whether the address is known is not told, here or anywhere. */
export function RecoverScreen(): ReactNode {
  useOnceSignedIn();
  const { t } = useTranslation();
  const router = useRouter();
  const view = useView();
  const { now } = useApp();
  const email = useDraft((draft) => draft.registering.email);
  const set = useDraft((draft) => draft.setRegistering);
  const [fault, setFault] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(): Promise<void> {
    if (busy) return;
    const found = emailFault(email);
    setFault(found);
    setRefusal(null);
    if (found !== null) return;
    setBusy(true);
    try {
      const { registrationId, codeSeconds } = await call('registration.recover', { email: email.trim() });
      set({ sent: { purpose: 'recover', registrationId, codeSeconds, at: now() }, code: '' });
      router.go({ name: 'mailCode' });
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
    }
  }
  const type = (text: string) => {
    set({ email: text });
    setFault(null);
  };
  if (view === 'accessible' && refusal !== null) return <LowRefusal title={t('registration.recover.title')} sentence={t(`registration.error.${refusal}`)} onReturn={() => setRefusal(null)} />;
  return (
    <KioskScreen
      title={t('registration.recover.title')}
      lead={t('registration.recover.lead')}
      step={{ now: 1, total: 3, label: t('registration.recoverStep') }}
      keyboard
      low={{ field: true }}
      dock={{
        back: { label: t('shell.back'), ...(view === 'normal' ? { icon: 'arrow-left' } : {}), onPress: router.back },
        primary: { label: view === 'normal' ? t('registration.send') : t('registration.next'), onPress: () => void send(), busy, busyLabel: t('registration.sending') },
      }}
    >
      {refusal === null && <LineNotice title={t('registration.offline')} />}
      {refusal !== null && <Notice tone="stop" title={t(`registration.error.${refusal}`)} />}
      <TextField
        label={t('registration.form.email')}
        value={email}
        onChange={type}
        icon="mail"
        type="email"
        layout="email"
        {...(view === 'accessible' ? { hint: t('registration.recover.lead') } : {})}
        {...(fault === null ? {} : { error: t(`registration.error.${fault}`) })}
        {...(view === 'normal' ? { onClear: () => type('') } : {})}
        onEnter={() => void send()}
        autoFocus
      />
    </KioskScreen>
  );
}
