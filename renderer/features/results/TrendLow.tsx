import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { spoken } from '../../words/Spoken.tsx';
import { spansOf, within, type Span } from './span.ts';
import { trendLead, trendName, type TrendShown } from './trendLead.ts';
import { TrendTable } from './TrendTable.tsx';
import { useBack } from '../../app/useBack.ts';

const TrendChart = lazy(async () => ({ default: (await import('./TrendChart.tsx')).TrendChart }));

/** Under a heading of two lines the whole drawing is in view. */
const chartHeight = 700;

/** Accessible view: the table first; the drawing and a shorter time are one question away. */
export function TrendLow(course: TrendShown): ReactNode {
  const { title, points } = course;
  const name = trendName(course);
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState('table all');
  const [marked, setMarked] = useState(shown);
  const back = useBack(asking ? () => setAsking(false) : undefined);
  const choices = (['table', 'chart'] as const).flatMap((as) => spansOf(points, today).map((span) => ({ id: `${as} ${span}`, as, span })));
  if (asking) {
    return (
      <KioskScreen
        title={t('results.trend.ask')}
        dock={{ back }}
        low={{
          items: choices.map(({ id, as, span }) => ({ id, label: `${t(`results.trend.${as}`)}, ${t(`results.trend.span.${span}`).toLocaleLowerCase(language)}` })),
          selectedId: marked,
          onSelect: setMarked,
          previousLabel: t('results.low.previous'),
          nextLabel: t('results.low.next'),
          primaryLabel: t('results.low.choose'),
          onPrimary: () => {
            setShown(marked);
            setAsking(false);
          },
        }}
      />
    );
  }
  const choice = choices.find(({ id }) => id === shown) ?? { as: 'table', span: 'all' satisfies Span as Span };
  const inSpan = within(points, choice.span, today);
  return (
    <KioskScreen
      title={title}
      {...(choice.as === 'table' ? { lead: spoken(trendLead(t, inSpan, course, language), language) } : {})}
      dock={{
        back,
        primary: {
          label: t('results.trend.other'),
          onPress: () => {
            setMarked(shown);
            setAsking(true);
          },
        },
      }}
    >
      {choice.as === 'table' ? (
        <TrendTable points={inSpan.toReversed()} name={name} />
      ) : (
        <div className="chart__plot" style={{ blockSize: chartHeight }}>
          <Suspense fallback={null}>
            <TrendChart points={inSpan} name={name} width={968} height={chartHeight} zoom={2} />
          </Suspense>
        </div>
      )}
    </KioskScreen>
  );
}
