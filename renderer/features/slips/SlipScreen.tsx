import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/features/slips.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { AgreeAgain } from '../../app/AgreeAgain.tsx';
import { useOutcome, useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { useLeave } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { SlipPaper } from '../../ui/SlipPaper.tsx';
import { dayAndMonth, nearDay, weekdayName, type Language } from '../../words/day.ts';
import { doctorFact, placeFact } from '../../words/facts.ts';
import { spoken, spokenFacts } from '../../words/Spoken.tsx';
import { moodOf, refusalKey } from '../../words/visit.ts';
import { PrintSheet } from './PrintSheet.tsx';
import { NextSteps } from './NextSteps.tsx';
import { usePrint } from './usePrint.ts';
import './slips.css';

type State = 'sure' | 'ask' | 'refused';

const seals = { sure: 'sure', ask: 'ask', refused: 'stop' } as const;
const papers = { sure: 'sure', ask: 'ask', refused: 'draft' } as const;

/** The end of booking: what the patient has, in words that match the paper. It changes by itself when the centre answers. */
export function SlipScreen({ appointmentId, commandId }: { appointmentId: string; commandId?: string }): ReactNode {
  const { t } = useTranslation();
  const { replace } = useRouter();
  const me = useRead('identity.me', {});
  const one = useRead('slips.one', { appointmentId });
  useOutcome(commandId ?? null);
  useEffect(() => {
    if (me.data?.role === 'visitor') replace({ name: 'signIn', then: { name: 'slip', appointmentId, ...(commandId === undefined ? {} : { commandId }) }, reason: 'restarted' });
  }, [me.data?.role, appointmentId, commandId, replace]);

  if (one.data === undefined) {
    return (
      <KioskScreen title={t('slips.screen.aria')} dock={{}}>
        <Skeleton lines={6} label={t('slips.screen.loading')} />
      </KioskScreen>
    );
  }
  if (one.data.slip === null) {
    return (
      <KioskScreen title={t('slips.screen.aria')} dock={{ primary: { label: t('slips.screen.toVisits'), icon: 'calendar-days', onPress: () => replace({ name: 'visits' }) } }}>
        <Empty title={t('slips.screen.gone')}>{t('slips.screen.goneNext')}</Empty>
      </KioskScreen>
    );
  }
  return <OneSlip slip={one.data.slip} />;
}

function stateOf(slip: Slip): State {
  const mood = moodOf(slip.visit);
  if (mood === 'refused') return 'refused';
  return mood === 'waiting' ? 'ask' : 'sure';
}

function OneSlip({ slip }: { slip: Slip }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const leave = useLeave();
  const clearDraft = useDraft((draft) => draft.clear);
  const print = usePrint(slip.visit.id, language);
  const [choosingPaper, setChoosingPaper] = useState(false);
  const state = stateOf(slip);
  // The choice has become a visit: going back to «Всё верно?» must not offer it a second time.
  useEffect(() => {
    if (state === 'sure') clearDraft();
  }, [state, clearDraft]);

  // The way here is finished: «Назад» from the next page must not lead into it.
  const start = (...routes: readonly Route[]) => {
    router.home();
    for (const route of routes) router.go(route);
  };
  const text = { sure: t('slips.screen.sureText'), ask: t('slips.screen.askText'), refused: t(`visit.refusal.${refusalKey(slip.visit.refusal)}`) }[state];
  const finish = { label: t('slips.screen.finish'), icon: 'log-out', onPress: leave };
  const printing = { label: print.done === null ? t('slips.screen.print') : t('slips.screen.printMore'), icon: 'printer', onPress: () => setChoosingPaper(true), busy: print.busy, busyLabel: t('slips.print.busy') };
  const otherTime = { label: t('slips.screen.otherTime'), icon: 'arrow-right', onPress: () => start({ name: 'doctors', purpose: 'book' }, { name: 'time', roleId: slip.visit.roleId, purpose: 'book' }) };
  const dock = state === 'refused' ? { back: finish, primary: otherTime } : { back: printing, primary: finish };
  return (
    <KioskScreen className="kiosk--outcome" title={t(`slips.screen.${state}Title`)} lead={text} dock={dock}>
      <Seal tone={seals[state]} />
      <PrintNotice print={print} slip={slip} state={state} />
      <SlipBody slip={slip} state={state} language={language} />
      <NextSteps state={state} slip={slip} />
      <AgreeAgain refusal={slip.visit.refusal} then={{ name: 'doctors', purpose: 'book' }} />
      <div className="slip__ways">
        <Button kind="quiet" icon="calendar-days" onPress={() => start({ name: 'cabinet' }, { name: 'visits' })}>
          {t('slips.screen.toVisits')}
        </Button>
        <Button kind="quiet" icon="house" onPress={() => start({ name: 'cabinet' })}>
          {t('slips.screen.toCabinet')}
        </Button>
      </div>
      {choosingPaper && (
        <PrintSheet
          onClose={() => setChoosingPaper(false)}
          onPrint={(paper) => {
            setChoosingPaper(false);
            void print.print(paper);
          }}
        />
      )}
    </KioskScreen>
  );
}

function PrintNotice({ print, slip, state }: { print: ReturnType<typeof usePrint>; slip: Slip; state: State }): ReactNode {
  const { t } = useTranslation();
  if (print.problem === 'no_printer') return <Notice tone="stop" title={t('slips.print.noPrinter', { number: slip.visit.number })} />;
  if (print.problem !== null) return <Notice tone="stop" title={t(state === 'ask' ? 'slips.print.failedAsk' : 'slips.print.failed')} />;
  if (print.done !== null) return <Notice tone="note" title={t(print.done === 'a4' ? 'slips.print.donePage' : 'slips.print.done')} />;
  return null;
}

function SlipBody({ slip, state, language }: { slip: Slip; state: State; language: Language }): ReactNode {
  const { t } = useTranslation();
  const today = useToday();
  const { visit } = slip;
  const day = dayOf(visit.startsAt);
  const near = state === 'sure' ? nearDay(day, today, language) : t('visit.facts.youAsked');
  return (
    <SlipPaper
      tone={papers[state]}
      label={t('slips.screen.aria')}
      head={t(`slips.screen.${state}Head`)}
      number={spoken(t('visit.facts.number', { number: visit.number }), language)}
      time={clockOf(visit.startsAt)}
      day={[near, dayAndMonth(day, language)].filter((text) => text !== null)}
      note={`${weekdayName(day, language)}, ${t('visit.facts.moscowTime')}`}
      facts={spokenFacts([doctorFact(t, visit.doctor, language), placeFact(t, visit, language), ...(visit.kopecks === null ? [] : [{ label: t('visit.facts.price'), value: inRoubles(visit.kopecks) }])], language)}
    >
      {state !== 'refused' && (
        <>
          <Qr text={slip.qr} label={t(state === 'sure' ? 'slips.screen.qrSure' : 'slips.screen.qrAsk')} />
          <p>{t(state === 'sure' ? 'slips.screen.qrSureText' : 'slips.screen.qrAskText')}</p>
        </>
      )}
    </SlipPaper>
  );
}
