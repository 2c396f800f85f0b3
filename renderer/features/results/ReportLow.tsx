import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analyte, ResultReport } from '../../../shared/features/results.ts';
import { useToday } from '../../app/clock.ts';
import { EraseButton } from '../../app/EraseButton.tsx';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import type { Dock } from '../../ui/layout.ts';
import { inLanguage, languageOf } from '../../words/local.ts';
import { spoken } from '../../words/Spoken.tsx';
import { pastDay } from '../../words/day.ts';
import { Conclusion } from './Conclusion.tsx';
import { titleWords } from './lineWords.ts';
import { digitsOf, rangeWords, valueWords, withUnit } from './measure.ts';
import { useBack } from '../../app/useBack.ts';
import type { PrintReport } from './usePrintReport.tsx';
import { counted, verdictWords } from './verdictWords.ts';
import { madeWords } from './when.ts';

interface ReportProps {
  readonly report: ResultReport;
  readonly dock: Dock;
  readonly print: PrintReport;
}

const conclusionItem = 'conclusion';
const printItem = 'print';
const eraseItem = 'erase';

/** Accessible view: the values as a list moved by the pad; one of them, or the conclusion, opened on a page of its own. */
export function ReportLow({ report, dock, print }: ReportProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const { go } = useRouter();
  const { analytes, conclusion } = report;
  const [marked, setMarked] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(analytes.length === 0 ? conclusionItem : null);
  const close = useBack(() => setOpened(null));
  const title = titleWords(t, report, language);
  const one = analytes.find(({ observationId }) => observationId === opened);
  if (one !== undefined) return <OneAnalyte analyte={one} onBack={() => setOpened(null)} />;
  if (opened === conclusionItem) {
    return (
      <KioskScreen title={analytes.length === 0 ? title : t('results.parts.conclusion')} lead={madeWords(t, report, today, language)} dock={{ ...dock, ...(analytes.length === 0 ? {} : { back: close }) }}>
        {print.notice}
        <Conclusion report={report} />
        {analytes.length === 0 && (
          <Button icon="printer" busy={print.busy} busyLabel={print.busyLabel} onPress={print.print}>
            {print.label}
          </Button>
        )}
        {analytes.length === 0 && <EraseButton kind="results" itemId={report.reportId} />}
      </KioskScreen>
    );
  }
  const items = [
    ...analytes.map((analyte) => ({ id: analyte.observationId, ...lineWords(analyte) })),
    ...(conclusion === null ? [] : [{ id: conclusionItem, label: t('results.parts.conclusion') }]),
    { id: printItem, label: print.label },
    { id: eraseItem, label: t('deletion.button') },
  ];
  function lineWords({ name, value, unit, flag }: Analyte) {
    const detail = value.kind === 'absent' ? {} : { detail: t(`results.flag.${flag ?? 'none'}`) };
    const measuredWords = value.kind === 'number' ? withUnit(valueWords(t, value, language), unit, language) : valueWords(t, value, language);
    return { label: `${inLanguage(name, language)} ${measuredWords}`, ...detail, ...(languageOf(name, language) === 'ru' ? { lang: 'ru' as const } : {}) };
  }
  const selected = items.find(({ id }) => id === marked) ?? items[0];
  const choose = () => {
    if (selected?.id === printItem) print.print();
    else if (selected?.id === eraseItem) go({ name: 'deletion', of: { scope: 'item', kind: 'results', itemId: report.reportId } });
    else setOpened(selected?.id ?? null);
  };
  return (
    <KioskScreen
      title={title}
      dock={dock}
      low={{
        items,
        selectedId: selected?.id ?? null,
        onSelect: setMarked,
        previousLabel: t('results.low.previous'),
        nextLabel: t('results.low.next'),
        primaryLabel: selected?.id === printItem ? print.label : selected?.id === eraseItem ? t('deletion.choose.next') : t('results.low.open'),
        onPrimary: choose,
        busy: print.busy,
      }}
    >
      {print.notice}
      <p>{verdictWords(t, counted(analytes))}</p>
      {report.omitted > 0 && <p>{t('results.omitted', { count: report.omitted })}</p>}
    </KioskScreen>
  );
}

/** One value in full, and the way to its course. */
function OneAnalyte({ analyte, onBack }: { analyte: Analyte; onBack: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const { go } = useRouter();
  const back = useBack(onBack);
  const { name, value, unit, range, flag, before, code, points } = analyte;
  const shown = (of: Analyte['value']) => spoken(of.kind === 'number' ? withUnit(valueWords(t, of, language), unit, language) : valueWords(t, of, language), language);
  const norm = range === null ? null : rangeWords(t, range, digitsOf(value), language);
  return (
    <KioskScreen
      title={inLanguage(name, language)}
      dock={{ back, ...(code !== null && points > 1 ? { primary: { label: t('results.trend.open'), onPress: () => go({ name: 'trend', code }) } } : {}) }}
    >
      <Facts
        facts={[
          { label: t('results.table.value'), value: shown(value), ...(value.kind === 'absent' ? {} : { detail: t(`results.flag.${flag ?? 'none'}`) }) },
          { label: t('results.table.range'), value: spoken(norm ?? t('results.range.none'), language) },
          ...(before === null ? [] : [{ label: t('results.low.before'), value: shown(before.value), detail: pastDay(before.at, today, language) }]),
        ]}
      />
    </KioskScreen>
  );
}
