import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PersonFacts } from './PersonFacts.tsx';
import { useAsking } from './useAsking.ts';

/** What a registrar does for the person in front of them: a code for the kiosk (R7), or a lock (R6). */
export function FoundPerson({ patient, children }: { patient: FoundPatient; children?: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const { patientId } = patient;
  const [code, setCode] = useState<{ readonly code: string; readonly minutes: number } | null>(null);
  const [locking, setLocking] = useState(false);
  const [locked, setLocked] = useState(false);
  const [reason, setReason] = useState('');
  const { busy, refused, ask, refuse } = useAsking();
  const mint = () =>
    ask(async () => {
      setCode(null);
      const made = await call('staff.mintCode', { patientId });
      setCode({ code: made.code, minutes: Math.round(made.expiresInSeconds / 60) });
    });
  const lock = () => {
    if (reason.trim() === '') return refuse('reason_empty');
    ask(async () => {
      await call('staff.lock', { patientId, reason });
      setLocking(false);
      setLocked(true);
    });
  };
  return (
    <>
      <h2 lang="ru">{patient.name}</h2>
      <PersonFacts patient={patient} />
      <Notice tone="note">{t('staff.person.compare')}</Notice>
      {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      {locked && <Notice tone="wait" title={t('staff.person.locked')} />}
      {code !== null && (
        <div className="desk__code" role="status">
          <p>{t('staff.person.code', { count: code.minutes })}</p>
          <p className="num">
            {code.code.slice(0, 4)} {code.code.slice(4)}
          </p>
        </div>
      )}
      {!locking && (
        <div className="desk__acts">
          <Button kind="primary" icon="key-round" onPress={mint} busy={busy}>
            {t('staff.person.mint')}
          </Button>
          {!locked && (
            <Button kind="danger" icon="lock" onPress={() => setLocking(true)}>
              {t('staff.person.lock')}
            </Button>
          )}
        </div>
      )}
      {locking && (
        <>
          <p>{t('staff.person.lockText')}</p>
          <TextField label={t('staff.person.reason')} value={reason} onChange={setReason} maxLength={500} autoFocus onEnter={lock} />
          <div className="desk__acts">
            <Button kind="danger" icon="lock" onPress={lock} busy={busy}>
              {t('staff.person.lockNow')}
            </Button>
            <Button
              onPress={() => {
                setLocking(false);
                refuse(null);
              }}
            >
              {t('shell.back')}
            </Button>
          </div>
        </>
      )}
      {children}
    </>
  );
}
