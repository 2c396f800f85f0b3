import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { addDays } from '../../../shared/lib/moscow.ts';
import { CallFailed, call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Chips } from '../../ui/Chips.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { dayAndMonth, weekdayShort } from '../../words/day.ts';
import './counters.css';

type Week = Output<'counters.week'>;
type Row = Week['rows'][number];
const profiles = ['kiosk', 'reception', 'satellite'] as const satisfies readonly Row['profile'][];
const sentences = ['offline', 'slow_down', 'not_allowed', 'try_later'] as const;

/** «Счётчики»: what an administrator sees of one week, cut where it could be about a few people. */
export function CountersPage(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const [week, setWeek] = useState<Week | null>(null);
  const [profile, setProfile] = useState<Row['profile']>('kiosk');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const load = (monday: Week['week'] | null) => {
    setBusy(true);
    setRefused(null);
    call('counters.week', { week: monday }).then(
      (answer) => {
        setWeek(answer);
        setBusy(false);
      },
      (error: unknown) => {
        const code = error instanceof CallFailed ? error.code : '';
        setRefused(sentences.find((one) => one === code) ?? 'failed');
        setBusy(false);
      },
    );
  };
  useEffect(() => load(null), []);

  const isLast = week === null || week.shown.includes(false);
  return (
    <div>
      <Question>{t('counters.week.title')}</Question>
      <p className="lead">{t('counters.week.lead', { few: week?.threshold ?? 5 })}</p>
      {refused !== null && <Notice tone="stop" title={t(`counters.refused.${refused}`)} />}
      <div className="desk__acts">
        <Button icon="chevron-left" busy={busy} {...(week === null ? { disabledReason: '' } : {})} onPress={() => week !== null && load(addDays(week.week, -7))}>
          {t('counters.week.before')}
        </Button>
        <Button icon="chevron-right" busy={busy} {...(isLast ? { disabledReason: t('counters.week.notYet') } : {})} onPress={() => week !== null && load(addDays(week.week, 7))}>
          {t('counters.week.after')}
        </Button>
      </div>
      <Chips label={t('counters.week.where')} items={profiles.map((id) => ({ id, label: t(`counters.profile.${id}`) }))} selectedId={profile} onSelect={(id) => setProfile(profiles.find((one) => one === id) ?? 'kiosk')} />
      {week !== null && <Table week={week} rows={week.rows.filter((row) => row.profile === profile)} caption={t('counters.week.caption', { from: dayAndMonth(week.week, language), to: dayAndMonth(addDays(week.week, 6), language) })} />}
      {week !== null && <p>{week.connectors.length === 0 ? t('counters.week.nobody') : t('counters.week.told', { who: week.connectors.map((name) => t(`counters.connector.${name}`)).join(', ') })}</p>}
    </div>
  );
}

/** Rows in which nothing is shown are named below, so that the table holds what there is to see. */
function Table({ week, rows, caption }: { week: Week; rows: readonly Row[]; caption: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const days = week.shown.map((shown, at) => ({ day: addDays(week.week, at), shown, at }));
  const told = rows.filter(({ days: counts, total }) => counts.some((count) => count !== null) || (total?.count ?? 0) > 0);
  const silent = rows.filter((row) => !told.includes(row));
  const fewer = t('counters.fewer', { few: week.threshold });
  return (
    <>
      {told.length > 0 && (
        <table className="counters__week">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t('counters.week.what')}</th>
              {days.map(({ day }) => (
                <th key={day} scope="col">
                  {weekdayShort(day, language)} <small>{dayAndMonth(day, language)}</small>
                </th>
              ))}
              <th scope="col">{t('counters.week.sum')}</th>
            </tr>
          </thead>
          <tbody>
            {told.map(({ event, days: counts, total }) => (
              <tr key={event}>
                <th scope="row">{t(`counters.event.${event}`)}</th>
                {days.map(({ day, shown, at }) => (
                  <td key={day} className="num">
                    {shown ? (counts[at] ?? <small>{fewer}</small>) : <small>{t('counters.week.later')}</small>}
                  </td>
                ))}
                <td className="num">{total === null ? <small>{t('counters.week.later')}</small> : total.exact ? <b>{total.count}</b> : t('counters.week.atLeast', { sum: total.count })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {told.length === 0 && <p>{caption}</p>}
      <p className="lead">{t(told.length === 0 ? 'counters.week.allSilent' : 'counters.week.silent', { few: week.threshold })}</p>
      {told.length > 0 && <p className="counters__silent">{silent.map(({ event }) => t(`counters.event.${event}`)).join('; ')}</p>}
    </>
  );
}
