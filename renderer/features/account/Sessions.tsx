import type { TFunction } from 'i18next';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf, dayOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { untilWords, type Language } from '../../words/day.ts';
import { inLanguage, languageOf } from '../../words/local.ts';
import { pageOf } from '../../words/page.ts';
import { refusalOf } from './refusals.ts';
import type { Overview } from './useOverview.ts';

type SignedIn = Overview['sessions'][number];

/** As many as stand on the screen beside a notice. */
const pageSize = 5;

/** Where the account is open now, and one button that leaves only this place. */
export function Sessions({ overview, again }: { overview: Overview; again: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const [from, setFrom] = useState(0);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [ended, setEnded] = useState<number | null>(null);
  // One's own first: that is the one that is known.
  const all = [...overview.sessions].toSorted((one, other) => Number(other.here) - Number(one.here) || other.startedAt - one.startedAt);
  const page = pageOf(all, from, accessible ? Math.max(all.length, 1) : pageSize);
  const others = all.filter(({ here }) => !here).length;

  async function endOthers(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    setEnded(null);
    try {
      const answer = await call('account.endOthers', {});
      setEnded(answer.ended);
      setFrom(0);
      again();
    } catch (error) {
      setRefusal(refusalOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <KioskScreen
      title={t('account.sessions.title')}
      lead={t('account.sessions.lead')}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back },
        primary: { label: t('account.sessions.end'), ...(accessible ? {} : { icon: 'log-out' }), onPress: () => void endOthers(), busy, busyLabel: t('account.sessions.ending'), ...(others === 0 ? { disabledReason: t('account.sessions.none') } : {}) },
      }}
    >
      <LineNotice title={t('account.offline')} />
      {refusal !== null && <Notice tone="stop" title={t(`account.error.${refusal}`)} />}
      {ended !== null && <Notice tone="note" title={t('account.sessions.ended', { count: ended })} />}
      <Rows label={t('account.sessions.title')}>
        {page.shown.map((session) => (
          <Row key={session.id} icon={session.here ? 'user' : session.acting === null ? 'map-pin' : 'users-round'} title={<Place session={session} language={language} />} detail={`${actingOf(session, t)}${spanOf(session, today, language, t)}`} />
        ))}
      </Rows>
      {!accessible && all.length > pageSize && (
        <Pager from={page.from + 1} to={page.from + page.shown.length} total={all.length} onUp={() => setFrom(page.from - pageSize)} onDown={() => setFrom(page.from + pageSize)} />
      )}
    </KioskScreen>
  );
}

function Place({ session: { here, place }, language }: { session: SignedIn; language: Language }): ReactNode {
  const { t } = useTranslation();
  if (here) return t('account.sessions.here');
  return place === null ? t('account.sessions.unknownPlace') : <span lang={languageOf(place, language)}>{inLanguage(place, language)}</span>;
}

/** R10: for whom somebody acts there, or who acts for the owner, before everything else. */
function actingOf({ acting }: SignedIn, t: TFunction): string {
  if (acting === null) return '';
  return `${acting.name === '' ? t(`account.sessions.acting.${acting.who}Unnamed`) : t(`account.sessions.acting.${acting.who}`, { name: acting.name })} `;
}

function spanOf({ method, startedAt, endsAt }: SignedIn, today: MoscowDay, language: Language, t: TFunction): string {
  // A day is named once: the end of a sign-in that began today says only its hour.
  const until = dayOf(endsAt) === dayOf(startedAt) ? clockOf(endsAt) : untilWords(endsAt, today, language);
  return t('account.sessions.span', { method: t(`account.sessions.method.${method}`), from: untilWords(startedAt, today, language), until });
}
