import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrendPoint } from '../../../shared/features/results.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useLanguage } from '../../app/i18n.ts';
import { dayMonthYear } from '../../words/day.ts';
import { languageOf } from '../../words/local.ts';
import { FlagMark } from './FlagMark.tsx';
import { TableHead } from './TableHead.tsx';
import { isOutside, measured, rangeWords } from './measure.ts';

/** The same as the drawing, for eyes and ears that want figures. `name` carries the unit. */
export function TrendTable({ points, name }: { points: readonly TrendPoint[]; name: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <table className="labs labs--trend">
      <caption className="unseen">{name}</caption>
      <TableHead first={t('results.trend.day')} />
      <tbody>
        {points.map((point) => (
          <tr key={`${point.reportId} ${point.at}`} className={isOutside(point.flag) ? 'out' : ''}>
            <th scope="row">{dayMonthYear(dayOf(point.at), language)}</th>
            <td className="value num">{measured(point, language)}</td>
            <td>
              <FlagMark flag={point.flag} />
            </td>
            <td className="num" lang={point.range?.text == null ? undefined : languageOf(point.range.text, language)}>
              <span className="labs__label">{t('results.trend.norm')} </span>
              {(point.range === null ? null : rangeWords(t, point.range, point.digits, language)) ?? t('results.range.none')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
