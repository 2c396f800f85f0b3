import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useRouter } from '../../app/router.ts';
import { TermsLine } from '../../app/TermsLine.tsx';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { refusalOf } from './refusals.ts';
import { useOnceSignedIn } from './useOnceSignedIn.ts';
import './registration.css';

/** R7: a patient without e-mail and without ESIA, with a code that a registrar has minted for this visit. */
export function VisitCodeScreen(): ReactNode {
  useOnceSignedIn();
  const { t } = useTranslation();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const { reads } = useApp();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function enter(): Promise<void> {
    if (busy) return;
    setRefusal(null);
    if (code.trim() === '') return setFault('visit_code_empty');
    if (code.length > 100) return setFault('too_long');
    setBusy(true);
    try {
      await call('registration.signInByCode', { code });
      setCode('');
      // Everything on screen was read as nobody; the page goes on when it has been read as this patient.
      reads.changed(() => true);
    } catch (error) {
      const refused = refusalOf(error);
      if (refused === 'wrong_code' || refused === 'invalid_request') setFault('visit_code');
      else setRefusal(refused);
      setBusy(false);
    }
  }
  const type = (text: string) => {
    setCode(text);
    setFault(null);
  };
  if (accessible && refusal !== null) return <LowRefusal title={t('registration.visitCode.titleLow')} sentence={t(`registration.error.${refusal}`)} onReturn={() => setRefusal(null)} />;
  return (
    <KioskScreen
      title={accessible ? t('registration.visitCode.titleLow') : t('registration.visitCode.title')}
      lead={t('registration.visitCode.lead')}
      keyboard
      low={{ field: true }}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back },
        primary: { label: t('registration.visitCode.submit'), onPress: () => void enter(), busy, busyLabel: t('registration.visitCode.busy') },
      }}
    >
      {refusal === null && <LineNotice title={t('registration.offlineCode')} />}
      {refusal !== null && <Notice tone="stop" title={t(`registration.error.${refusal}`)} />}
      <TextField
        label={t('registration.visitCode.code')}
        value={code}
        onChange={type}
        icon="ticket"
        type="tel"
        layout="digits"
        hint={t('registration.visitCode.codeHint')}
        {...(fault === null ? {} : { error: t(`registration.error.${fault}`) })}
        {...(accessible ? {} : { onClear: () => type('') })}
        onEnter={() => void enter()}
        autoFocus
      />
      <TermsLine then={{ name: 'visitCode' }} />
    </KioskScreen>
  );
}
