import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { asFailure, call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { inLanguage } from '../../words/local.ts';
import { Queue } from './Queue.tsx';
import { Refused } from './Refused.tsx';
import { useAsking } from './useAsking.ts';
import './checkIn.css';

type Answer = Output<'checkIn.bySlip'>;

/** No slip's code is as long; what is longer was not read from one of ours, and nobody need be asked. */
const longest = 1_000;

/** S8 without a sign-in: one field a scanner types into, then the queue, or why not. */
export function SlipCheckInScreen(): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [empty, setEmpty] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [taken, setTaken] = useState<{ readonly slip: string; readonly answer: Answer } | null>(null);

  const again = () => {
    setText('');
    setRefused(null);
    setTaken(null);
  };
  const check = async (): Promise<void> => {
    if (busy) return;
    const slip = text.trim();
    if (slip === '') return setEmpty(true);
    setBusy(true);
    try {
      if (slip.length > longest) setRefused('slip_unknown');
      else setTaken({ slip, answer: await call('checkIn.bySlip', { slip }) });
    } catch (error) {
      setRefused(asFailure(error).code);
    } finally {
      setBusy(false);
    }
  };

  if (taken !== null) return <TakenSlip slip={taken.slip} first={taken.answer} onAgain={again} onHome={router.home} />;
  const toHome = { label: t('checkIn.screen.toHome'), icon: 'house', onPress: router.home };
  if (refused !== null) return <Refused code={refused} dock={{ back: toHome, primary: { label: t('checkIn.slip.again'), icon: 'scan-line', onPress: again } }} />;
  const signIn = () => router.go({ name: 'signIn', then: { name: 'cabinet' } });
  return (
    <KioskScreen
      title={t('checkIn.slip.title')}
      lead={t('checkIn.slip.lead')}
      keyboard
      low={{ field: true }}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back },
        primary: { ...(accessible ? { label: t('checkIn.slip.submitShort') } : { label: t('checkIn.slip.submit'), icon: 'check' }), onPress: () => void check(), busy, ...(accessible ? {} : { busyLabel: t('checkIn.slip.busy') }) },
      }}
    >
      <TextField
        label={t('checkIn.slip.field')}
        value={text}
        onChange={(typed) => {
          setText(typed);
          setEmpty(false);
        }}
        icon="scan-line"
        layout="latin"
        hint={t('checkIn.slip.hint')}
        {...(empty ? { error: t('checkIn.slip.empty') } : {})}
        {...(accessible ? {} : { onClear: () => setText('') })}
        onEnter={() => void check()}
        autoFocus
      />
      <div className="slip-way">
        {!accessible && <p>{t('checkIn.slip.noSlip')}</p>}
        <Button icon="key-round" onPress={signIn}>
          {t('checkIn.slip.signIn')}
        </Button>
      </div>
    </KioskScreen>
  );
}

/** Whoever stands here is nobody to this device: the number, the room and the wait, and no name. */
function TakenSlip({ slip, first, onAgain, onHome }: { slip: string; first: Answer; onAgain: () => void; onHome: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  // The same slip asked again has the same number, and the wait of now.
  const { told, failure } = useAsking(() => call('checkIn.bySlip', { slip }), slip);
  const { queueNumber, startsAt, room, floor, wait } = told ?? first;
  const name = room === null ? null : inLanguage(room, language);
  const place = name === null || floor === null ? name : t('visit.place.floor', { room: name, floor });
  const state = failure === 'visit_over' ? 'over' : wait.state;
  const waiting = state === 'waiting';
  const dock = { back: { label: t('checkIn.slip.another'), icon: 'scan-line', onPress: onAgain }, primary: { label: t('checkIn.screen.finish'), icon: 'check', onPress: onHome } };
  return (
    <KioskScreen className="kiosk--outcome" title={t(waiting ? 'checkIn.queue.title' : `checkIn.${state}.title`)} {...(waiting ? (accessible ? {} : { lead: t('checkIn.queue.lead') }) : { lead: t(`checkIn.${state}.lead`) })} dock={dock}>
      <Seal tone={state === 'over' ? 'ask' : 'sure'} />
      {state !== 'over' && <Queue number={queueNumber} startsAt={startsAt} place={place} wait={failure === null ? wait : null} offline={failure !== null} inside={state === 'inside'} />}
    </KioskScreen>
  );
}
