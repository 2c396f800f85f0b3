import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PaperSignature } from './PaperSignature.tsx';
import { PersonFacts } from './PersonFacts.tsx';
import { useAsking } from './useAsking.ts';

type Doing = 'nothing' | 'lock' | 'paper';

/** What a registrar does for the person in front of them: a code for the kiosk (R7), a signature on paper (R1), or a lock (R6). */
export function FoundPerson({ patient, children }: { patient: FoundPatient; children?: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const { patientId } = patient;
  const [code, setCode] = useState<{ readonly code: string; readonly minutes: number } | null>(null);
  const [doing, setDoing] = useState<Doing>('nothing');
  const [cameFrom, setCameFrom] = useState<Doing>('nothing');
  const [locked, setLocked] = useState(false);
  const [signed, setSigned] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const { busy, refused, ask, refuse } = useAsking();
  const turnTo = (next: Doing) => {
    setCameFrom(doing);
    setDoing(next);
    refuse(null);
  };
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
      turnTo('nothing');
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
      {signed !== null && <Notice tone="note" title={t('staff.paper.done', { title: signed })} />}
      {code !== null && (
        <div className="desk__code" role="status">
          <p>{t('staff.person.code', { count: code.minutes })}</p>
          <p className="num">
            {code.code.slice(0, 4)} {code.code.slice(4)}
          </p>
        </div>
      )}
      {doing === 'nothing' && (
        <div className="desk__acts">
          <Button kind="primary" icon="key-round" autoFocus={cameFrom === 'lock'} onPress={mint} busy={busy}>
            {t('staff.person.mint')}
          </Button>
          <Button icon="file-text" autoFocus={cameFrom === 'paper'} onPress={() => turnTo('paper')}>
            {t('staff.paper.start')}
          </Button>
          {!locked && (
            <Button kind="danger" icon="lock" onPress={() => turnTo('lock')}>
              {t('staff.person.lock')}
            </Button>
          )}
        </div>
      )}
      {doing === 'paper' && (
        <PaperSignature
          patientId={patientId}
          onBack={() => turnTo('nothing')}
          onDone={(title) => {
            setSigned(title);
            turnTo('nothing');
          }}
        />
      )}
      {doing === 'lock' && (
        <>
          <p>{t('staff.person.lockText')}</p>
          <TextField label={t('staff.person.reason')} value={reason} onChange={setReason} maxLength={500} autoFocus onEnter={lock} />
          <div className="desk__acts">
            <Button kind="danger" icon="lock" onPress={lock} busy={busy}>
              {t('staff.person.lockNow')}
            </Button>
            <Button onPress={() => turnTo('nothing')}>{t('shell.back')}</Button>
          </div>
        </>
      )}
      {children}
    </>
  );
}
