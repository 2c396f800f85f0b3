import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { call, useRead } from '../../app/client.ts';
import { useNow, useSecondsUntil } from '../../app/clock.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { KioskFacts } from './KioskFacts.tsx';
import './staffDoor.css';

type Answer = 'wrong' | 'wait' | 'none' | 'failed';

/** Row K1: the staff code, and behind it what a technician asks for first. A patient who strays in here sees one field and «Назад». */
export function StaffDoorScreen(): ReactNode {
  const { t } = useTranslation();
  const { reads } = useApp();
  const state = useRead('staffDoor.state', {}).data;
  const refresh = () => reads.changed((key) => key.startsWith('staffDoor.'));
  if (state?.state === 'open') return <KioskFacts state={state} onOver={refresh} />;
  if (state === undefined) return <KioskScreen title={t('staffDoor.title')} dock={{}}>{null}</KioskScreen>;
  return <CodeEntry onOpen={refresh} />;
}

function CodeEntry({ onOpen }: { onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const isLarge = useView() === 'accessible';
  const now = useNow();
  const [code, setCode] = useState('');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [until, setUntil] = useState<Instant | null>(null);
  const [busy, setBusy] = useState(false);
  const seconds = useSecondsUntil(until) ?? 0;

  async function enter(): Promise<void> {
    if (busy || code.trim() === '' || seconds > 0) return;
    setBusy(true);
    try {
      const entered = await call('staffDoor.enter', { code });
      setCode('');
      if (entered.state === 'open') return onOpen();
      setAnswer(entered.state);
      if (entered.state !== 'none') setUntil(instant(now + entered.waitSeconds * 1_000));
    } catch {
      setAnswer('failed');
    } finally {
      setBusy(false);
    }
  }

  // In the large view the button shares its row with the keyboard: the verb is all there is room for, and the seconds stand above.
  const left = t('staffDoor.wait', { count: seconds });
  const waits = seconds > 0 ? { disabledReason: isLarge ? '' : left } : {};
  return (
    <KioskScreen
      title={t('staffDoor.title')}
      lead={t('staffDoor.lead')}
      keyboard
      low={{ field: true }}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back },
        primary: { label: t('staffDoor.enter'), ...(isLarge ? {} : { icon: 'key-round', busyLabel: t('staffDoor.busy') }), onPress: () => void enter(), busy, ...waits },
      }}
    >
      <div className="staff">
        {answer === 'none' && <Notice tone="note" title={t('staffDoor.none')} />}
        {answer === 'failed' && <Notice tone="stop" title={t('staffDoor.failed')} />}
        {seconds > 0 && <Notice tone="wait" title={t('staffDoor.tooMany')} />}
        {seconds > 0 && isLarge && <p className="staff__wait num">{left}</p>}
        <TextField
          label={t('staffDoor.code')}
          value={code}
          onChange={(text) => {
            setCode(text);
            setAnswer(null);
          }}
          {...(answer === 'wrong' && seconds === 0 ? { error: t('staffDoor.wrong') } : {})}
          type="password"
          layout="digits"
          icon="key-round"
          maxLength={64}
          revealable
          autoFocus
          onEnter={() => void enter()}
        />
      </div>
    </KioskScreen>
  );
}
