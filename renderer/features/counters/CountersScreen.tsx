import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { dayAndMonth } from '../../words/day.ts';
import './counters.css';

const rowHeight = 104;

/** «Что мы считаем»: the whole list of row D6, what this kiosk told the clinic last, and what is never counted. */
export function CountersScreen(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const own = useRead('counters.own', {}).data;
  const view = useView();
  return (
    <KioskScreen title={t('counters.own.title')} lead={t('counters.own.lead')} dock={{ primary: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}>
      <Notice tone="note" title={t('counters.own.never')}>
        {t('counters.own.neverText')}
      </Notice>
      {own !== undefined && (
        <>
          <p className="counters__day">{own.day === null ? t('counters.own.nothingYet') : t('counters.own.told', { day: dayAndMonth(own.day, language) })}</p>
          {view === 'accessible' ? <List own={own} events={own.events} /> : <Paged own={own} />}
        </>
      )}
    </KioskScreen>
  );
}

type Own = Output<'counters.own'>;

function Paged({ own }: { own: Own }): ReactNode {
  const [from, setFrom] = useState(0);
  const { ref, count } = useFitting(rowHeight, 0, 5);
  const offset = from - (from % count);
  const events = own.events.slice(offset, offset + count);
  const total = own.events.length;
  return (
    <>
      {total > count && <Pager from={offset + 1} to={offset + events.length} total={total} onUp={() => setFrom(Math.max(0, offset - count))} onDown={() => setFrom(offset + count)} />}
      <div ref={ref} className="fit">
        <List own={own} events={events} />
      </div>
    </>
  );
}

function List({ own, events }: { own: Own; events: Own['events'] }): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className="counters" aria-label={t('counters.own.list')}>
      {events.map(({ event, count }) => (
        <li key={event} className="counter">
          <span>{t(`counters.event.${event}`)}</span>
          {own.day !== null && <b className="num">{count ?? t('counters.fewer', { few: own.threshold })}</b>}
        </li>
      ))}
    </ul>
  );
}
