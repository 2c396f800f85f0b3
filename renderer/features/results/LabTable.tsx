import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analyte } from '../../../shared/features/results.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Icon } from '../../ui/Icon.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { inLanguage, languageOf } from '../../words/local.ts';
import { pastDay } from '../../words/day.ts';
import { FlagMark } from './FlagMark.tsx';
import { Gauge } from './Gauge.tsx';
import { gaugeShape } from './gaugeShape.ts';
import { TableHead } from './TableHead.tsx';
import { digitsOf, isOutside, rangeWords, valueWords } from './measure.ts';

/** What was measured, line by line: value, word, band. A line with a past opens it. */
export function LabTable({ analytes, onOpen }: { analytes: readonly Analyte[]; onOpen: (analyte: Analyte) => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <table className="labs">
      <TableHead first={t('results.table.analyte')} />
      <tbody>
        {analytes.map((analyte) => (
          <Line key={analyte.observationId} analyte={analyte} onOpen={() => onOpen(analyte)} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ analyte, onOpen }: { analyte: Analyte; onOpen: () => void }): ReactNode {
  const language = useLanguage();
  const { value, unit, flag, points, code } = analyte;
  return (
    <tr className={isOutside(flag) ? 'out' : ''}>
      <th scope="row">
        {code !== null && points > 1 ? (
          <button className="labs__name" type="button" onClick={onOpen}>
            <Words analyte={analyte} />
            <Icon name="chart-line" />
          </button>
        ) : (
          <div className="labs__name">
            <Words analyte={analyte} />
          </div>
        )}
      </th>
      <td className={value.kind === 'text' ? 'value value--text' : 'value num'}>
        <ValueWords analyte={analyte} />
        {unit !== null && value.kind === 'number' && <small lang={languageOf(unit, language)}>{inLanguage(unit, language)}</small>}
      </td>
      <td className="labs__flag">
        {value.kind !== 'absent' && <FlagMark flag={flag} />}
        <Before analyte={analyte} />
      </td>
      <td>
        <Norm analyte={analyte} />
      </td>
    </tr>
  );
}

function ValueWords({ analyte: { value } }: { analyte: Analyte }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = valueWords(t, value, language);
  if (value.kind === 'text') return <span lang={languageOf(value.text, language)}>{words}</span>;
  return value.kind === 'absent' ? <span className="labs__none">{words}</span> : words;
}

function Words({ analyte: { name } }: { analyte: Analyte }): ReactNode {
  const language = useLanguage();
  return (
    <span className="labs__words">
      <b lang={languageOf(name, language)}>{inLanguage(name, language)}</b>
    </span>
  );
}

function Before({ analyte: { before, unit } }: { analyte: Analyte }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  if (before === null) return null;
  const value = valueWords(t, before.value, language);
  return (
    <small>
      {t('results.table.before', { value })}
      <VisuallyHidden>
        {unit !== null && <> {inLanguage(unit, language)}</>}, {pastDay(before.at, today, language)}
      </VisuallyHidden>
    </small>
  );
}

function Norm({ analyte }: { analyte: Analyte }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { range, value } = analyte;
  const words = range === null ? null : rangeWords(t, range, digitsOf(value), language);
  if (range === null || words === null) return <span className="labs__none">{t('results.range.none')}</span>;
  if (gaugeShape(range, null) === null) return <span className="labs__range" lang={range.text === null ? undefined : languageOf(range.text, language)}>{words}</span>;
  return (
    <>
      <Gauge {...analyte} />
      <VisuallyHidden>{words}</VisuallyHidden>
    </>
  );
}
