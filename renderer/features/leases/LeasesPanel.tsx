import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { dayAndMonth } from '../../words/day.ts';
import { inLanguage } from '../../words/local.ts';
import { fullName } from '../../words/person.ts';

/** So many are read at a glance; the rest is counted. */
const mostShown = 5;

/** Row O2: the times this workplace may give out by itself, with a line or without. Nothing where the clinic gives it none. */
export function LeasesPanel(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const mine = useRead('leases.mine', {}).data;
  if (mine === undefined || (mine.total === 0 && mine.givenOut === 0)) return null;
  const shown = mine.times.slice(0, mostShown);
  return (
    <section>
      <h2>{t('leases.title')}</h2>
      <p>{t('leases.total', { count: mine.total })}</p>
      {mine.givenOut > 0 && <p>{t('leases.givenOut', { count: mine.givenOut })}</p>}
      {shown.length > 0 && (
        <ul>
          {shown.map(({ slotId, startsAt, doctor }) => (
            <li key={slotId}>
              {t('leases.time', { day: dayAndMonth(dayOf(startsAt), language), time: clockOf(startsAt) })}
              {doctor !== null && ` · ${fullName(doctor)}, ${inLanguage(doctor.speciality, language)}`}
            </li>
          ))}
        </ul>
      )}
      {mine.total > shown.length && <p>{t('leases.more', { count: mine.total - shown.length })}</p>}
    </section>
  );
}
