import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { CallFailed, call, useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import { TermsLine } from '../../app/TermsLine.tsx';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { AccountScreen } from './AccountScreen.tsx';
import { EndingScreen, type Ending } from './EndingScreen.tsx';
import './esia.css';

/**
 * Row R5: what will happen, the wait while the window of Госуслуги stands over the page, and what became of it. `only`: the clinic lets
 * nobody in by password, so this page stands in the place of the sign-in page.
 */
export function EsiaScreen({ only = false }: { only?: boolean }): ReactNode {
  const { t } = useTranslation();
  const { reads } = useApp();
  const { back, go } = useRouter();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const state = useRead('esia.state', {}).data;
  const me = useRead('identity.me', {}).data;
  const [asked, setAsked] = useState<'no' | 'going' | 'yes'>('no');
  const [refused, setRefused] = useState<Ending | null>(null);
  const [account, setAccount] = useState(false);
  const isSignedIn = me?.role === 'patient';
  const isIn = state?.phase === 'signedIn';

  // Everything on screen was read as nobody.
  useEffect(() => {
    if (isIn) reads.changed(() => true);
  }, [isIn, reads]);
  // The sign-in page lies under this one, and sends on whoever is signed in.
  useEffect(() => {
    if (isSignedIn && !only) back();
  }, [isSignedIn, only, back]);

  async function start(): Promise<void> {
    if (asked === 'going') return;
    setAsked('going');
    setRefused(null);
    try {
      await call('esia.signIn', { language, accessible });
      setAsked('yes');
    } catch (error) {
      setRefused(error instanceof CallFailed && isEnding(error.code) ? error.code : 'try_later');
      setAsked('no');
    }
  }

  const other = only ? { only } : { onOther: back };
  if (account) return <AccountScreen onBack={() => setAccount(false)} />;
  if (refused !== null) return <EndingScreen ending={refused} onAgain={() => void start()} onBack={back} {...other} />;
  if (asked === 'yes' && state !== undefined) {
    // A restarted backend knows of no attempt; its window has gone with it.
    if (state.phase === 'ended' || state.phase === 'none') return <EndingScreen ending={state.ending ?? 'failed'} onAgain={() => void start()} onBack={back} {...other} />;
    const isChecking = state.phase !== 'open';
    return (
      <KioskScreen title={isChecking ? t('esia.waiting.finishing') : t('esia.waiting.title')} lead={isChecking ? t('esia.waiting.finishingLead') : t('esia.waiting.lead')} dock={{}}>
        <Skeleton lines={3} />
      </KioskScreen>
    );
  }
  return (
    <KioskScreen
      title={t('esia.explain.title')}
      lead={only ? t('esia.explain.onlyLead') : t('esia.explain.lead')}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: back },
        primary: { label: t('esia.explain.start'), onPress: () => void start(), busy: asked === 'going', busyLabel: t('esia.explain.busy') },
      }}
    >
      <Rows>
        <Row icon="lock-keyhole" title={t('esia.explain.window')} detail={t('esia.explain.windowDetail')} />
        <Row icon="phone-call" title={t('esia.explain.code')} detail={t('esia.explain.codeDetail')} />
        <Row icon="timer" title={t('esia.explain.time')} detail={t('esia.explain.timeDetail')} />
        <Row icon="shield-check" title={t('esia.explain.gone')} detail={t('esia.explain.goneDetail')} />
      </Rows>
      <TermsLine then={{ name: 'esia' }} />
      <div className="esia__more">
        {only && (
          <Button kind="quiet" icon="ticket" onPress={() => go({ name: 'visitCode' })}>
            {t('esia.explain.visitCode')}
          </Button>
        )}
        <Button kind="quiet" icon="circle-help" onPress={() => setAccount(true)}>
          {t('esia.explain.noAccount')}
        </Button>
      </div>
    </KioskScreen>
  );
}

const startEndings: readonly string[] = ['esia_off', 'esia_unavailable', 'slow_down', 'offline', 'try_later'] satisfies readonly Ending[];

function isEnding(code: string): code is Ending {
  return startEndings.includes(code);
}
