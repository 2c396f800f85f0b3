import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenConsent } from '../../../shared/features/documents.ts';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useLeave } from '../../app/session.ts';
import { useView } from '../../app/view.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { inLanguage, languageOf } from '../../words/local.ts';
import { useMine } from './useMine.ts';
import './documents.css';

const whole = 'all';

/** D3. First what, then what stops working, then one button that names the deed. */
export function WithdrawScreen(): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const consents = useMine('withdraw');
  const [commandId] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [done, setDone] = useState<'sent' | 'waiting' | null>(null);
  const consent = consents?.find(({ kind, state }) => kind === 'consent' && (state === 'given' || state === 'sending'));

  async function withdraw(): Promise<void> {
    if (busy || chosen === null) return;
    setBusy(true);
    setFailed(false);
    try {
      await call('documents.withdraw', { commandId, purposes: chosen === whole ? null : [chosen] });
      const { state } = await call('sync.outcome', { commandId, waitMs: 5_000 });
      if (state === 'refused') setFailed(true);
      else setDone(state === 'applied' ? 'sent' : 'waiting');
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  }

  if (done !== null) return <Done how={done} all={chosen === whole} />;
  if (consent === undefined) {
    return (
      <KioskScreen title={t('documents.withdraw.title')} dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}>
        {consents !== undefined && <Empty title={t('documents.mine.withdrawOff')}>{t('documents.mine.paper')}</Empty>}
      </KioskScreen>
    );
  }
  if (asking && chosen !== null) return <Confirm consent={consent} chosen={chosen} busy={busy} failed={failed} onKeep={() => setAsking(false)} onWithdraw={() => void withdraw()} />;
  return <What consent={consent} chosen={chosen} onChoose={setChosen} onNext={() => setAsking(true)} />;
}

function What({ consent, chosen, onChoose, onNext }: { consent: GivenConsent; chosen: string | null; onChoose: (id: string) => void; onNext: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const optional = consent.purposes.filter(({ required, state }) => !required && state === 'given');
  const items = [
    ...optional.map(({ code, name }) => ({ id: code, label: inLanguage(name, language), ...(languageOf(name, language) === undefined ? {} : { lang: 'ru' as const }) })),
    { id: whole, label: t('documents.withdraw.all'), detail: t('documents.withdraw.allDetail') },
  ];
  const back = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back };
  const selected = chosen ?? items[0]?.id ?? whole;
  const low = {
    items,
    selectedId: selected,
    onSelect: onChoose,
    previousLabel: t('shell.ui.up'),
    nextLabel: t('shell.ui.down'),
    primaryLabel: t('documents.withdraw.next'),
    onPrimary: () => {
      onChoose(selected);
      onNext();
    },
  };
  if (accessible) return <KioskScreen title={t('documents.withdraw.title')} dock={{ back }} low={low} />;
  return (
    <KioskScreen
      title={t('documents.withdraw.title')}
      dock={{ back, primary: { label: t('documents.withdraw.next'), icon: 'arrow-right', onPress: onNext, ...(chosen === null ? { disabledReason: t('documents.withdraw.choose') } : {}) } }}
    >
      <Choices label={t('documents.withdraw.title')} labelHidden items={items} selectedId={chosen} onSelect={onChoose} />
      <p className="given given__paper">{t('documents.mine.paper')}</p>
    </KioskScreen>
  );
}

interface ConfirmProps {
  readonly consent: GivenConsent;
  readonly chosen: string;
  readonly busy: boolean;
  readonly failed: boolean;
  readonly onKeep: () => void;
  readonly onWithdraw: () => void;
}

function Confirm({ consent, chosen, busy, failed, onKeep, onWithdraw }: ConfirmProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const ending = consent.purposes.filter(({ code, state }) => (chosen === whole ? state === 'given' : code === chosen));
  return (
    <KioskScreen
      title={t('documents.withdraw.confirmTitle')}
      dock={{
        back: { label: t('documents.withdraw.keep'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: onKeep },
        primary: { label: t('documents.withdraw.submit'), icon: 'x', onPress: onWithdraw, busy, busyLabel: t('documents.withdraw.busy') },
      }}
    >
      {failed && <Notice tone="stop" title={t('documents.withdraw.failed')} />}
      <section className="stops">
        <h2>{t('documents.withdraw.stops')}</h2>
        <ul className="stops">
          {ending.map(({ code, stops }) => (
            <li key={code} lang={languageOf(stops, language)}>
              <Icon name="x" />
              <span>{inLanguage(stops, language)}</span>
            </li>
          ))}
        </ul>
      </section>
      <p>{t('documents.withdraw.stays')}</p>
    </KioskScreen>
  );
}

function Done({ how, all }: { how: 'sent' | 'waiting'; all: boolean }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const leave = useLeave();
  return (
    <KioskScreen
      className="kiosk--outcome"
      title={t('documents.withdraw.doneTitle')}
      lead={t(how === 'sent' ? 'documents.withdraw.doneSent' : 'documents.withdraw.doneWaiting')}
      dock={{ primary: all ? { label: t('documents.withdraw.leave'), icon: 'log-out', onPress: leave } : { label: t('documents.withdraw.toConsents'), icon: 'arrow-left', onPress: router.back } }}
    >
      <Seal tone={how === 'sent' ? 'sure' : 'ask'} />
      {all && <p>{t('documents.withdraw.doneAll')}</p>}
    </KioskScreen>
  );
}
