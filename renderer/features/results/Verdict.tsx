import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultReport } from '../../../shared/features/results.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { dayAndMonth, nearDay } from '../../words/day.ts';
import { counted, verdictWords } from './verdictWords.ts';

/** The sentence a person looks for first, and what to do with it. */
export function Verdict({ report: { analytes, isAmended, omitted } }: { report: ResultReport }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const visit = useRead('appointments.mine', {}).data?.upcoming[0];
  const counts = counted(analytes);
  const day = visit === undefined ? null : dayOf(visit.startsAt);
  const discuss = day === null ? t('results.verdict.discuss') : t('results.verdict.discussAt', { day: nearDay(day, today, language) ?? dayAndMonth(day, language) });
  return (
    <div className={counts.critical > 0 ? 'notice notice--stop verdict' : 'notice verdict'}>
      <p>
        <b>{verdictWords(t, counts)}</b> {counts.critical > 0 ? t('results.verdict.critical') : counts.out > 0 || counts.judged === 0 ? discuss : t('results.verdict.calm')}
        {isAmended && <> {t('results.amended')}</>}
        {omitted > 0 && <> {t('results.omitted', { count: omitted })}</>}
      </p>
    </div>
  );
}
