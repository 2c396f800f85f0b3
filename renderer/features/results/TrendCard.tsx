import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analyte } from '../../../shared/features/results.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { inLanguage } from '../../words/local.ts';
import { withUnit } from './measure.ts';

/** The drawing comes when it is first needed: the first screen of the kiosk must not wait for it. */
const TrendChart = lazy(async () => ({ default: (await import('./TrendChart.tsx')).TrendChart }));

/** The course of one value under the report it belongs to. */
export function TrendCard({ analyte, height, onOpen }: { analyte: Analyte; height: number; onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const trend = useRead('results.trend', analyte.code === null ? null : { code: analyte.code }).data;
  const name = withUnit(`${inLanguage(analyte.name, language)},`, analyte.unit, language).replace(/,$/, '');
  return (
    <figure className="chart">
      <div className="chart__top">
        <h2>{name}</h2>
        <Button small onPress={onOpen}>
          {t('results.trend.whole')}
        </Button>
      </div>
      <div className="chart__plot" style={{ blockSize: height }}>
        <Suspense fallback={null}>{trend !== undefined && trend.points.length > 0 && <TrendChart points={trend.points} name={name} width={920} height={height} />}</Suspense>
      </div>
    </figure>
  );
}
