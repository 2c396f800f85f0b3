import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultKind, ResultLine } from '../../../shared/features/results.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Chips } from '../../ui/Chips.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { upperFirst } from '../../words/local.ts';
import { spoken } from '../../words/Spoken.tsx';
import { kinds, periods } from './choices.ts';
import { lineWords, titleWords } from './lineWords.ts';
import { ResultsGate } from './ResultsGate.tsx';
import { ResultsLow } from './ResultsLow.tsx';
import { useBack } from '../../app/useBack.ts';
import './results.css';

const rowHeight = 164;

/** «Результаты»: what the clinic has released, the newest first. */
export function ResultsScreen(): ReactNode {
  const view = useView();
  return <ResultsGate to={{ name: 'results' }}>{(patientId) => (view === 'accessible' ? <ResultsLow patientId={patientId} /> : <ResultsList patientId={patientId} />)}</ResultsGate>;
}

function ResultsList({ patientId }: { patientId: string }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  const back = useBack();
  const [kind, setKind] = useState<ResultKind | null>(null);
  const [months, setMonths] = useState<number | null>(null);
  const [from, setFrom] = useState(0);
  const { ref, count } = useFitting(rowHeight, 0, 6);
  const limit = Math.min(50, count);
  const offset = from - (from % limit);
  const found = useRead('results.list', { kind, months, offset, limit });
  const answer = found.data?.patientId === patientId ? found.data : undefined;
  const total = answer?.total ?? 0;
  const everything = () => {
    setKind(null);
    setMonths(null);
    setFrom(0);
  };
  const narrowed = kind !== null || months !== null;
  return (
    <KioskScreen
      title={t('results.title')}
      dock={{ back, primary: { label: t('results.book'), icon: 'calendar-plus', onPress: () => go({ name: 'doctors', purpose: 'book' }) } }}
    >
      <div className="results__choice">
        <Chips
          label={t('results.kind.label')}
          items={kinds.map((id) => ({ id: id ?? 'all', label: t(`results.kind.${id ?? 'all'}`) }))}
          selectedId={kind ?? 'all'}
          onSelect={(id) => {
            setKind(kinds.find((one) => one === id) ?? null);
            setFrom(0);
          }}
        />
        <Select
          label={t('results.period.label')}
          anyLabel={t('results.period.all')}
          options={periods.map((length) => ({ id: String(length), label: t(`results.period.m${length}`) }))}
          value={months === null ? null : String(months)}
          onChange={(id) => {
            setMonths(id === null ? null : Number(id));
            setFrom(0);
          }}
        />
      </div>
      <div className="found">
        <p role="status">{total > 0 && t('results.list.found', { count: total })}</p>
        {total > limit && <Pager from={offset + 1} to={offset + (answer?.lines.length ?? 0)} total={total} onUp={() => setFrom(Math.max(0, offset - limit))} onDown={() => setFrom(offset + limit)} />}
      </div>
      <div ref={ref} className="fit">
        {answer === undefined && found.error !== undefined && <Notice tone="stop" title={t('results.list.failed')} />}
        {found.loading && <Skeleton lines={5} label={t('results.loading')} height={rowHeight} />}
        {answer !== undefined && total === 0 && (
          <Empty title={t(narrowed ? 'results.empty.narrowed' : 'results.empty.title')} {...(narrowed ? { action: <Button onPress={everything}>{t('results.empty.all')}</Button> } : {})}>
            {t(narrowed ? 'results.empty.narrowedNext' : 'results.empty.next')}
          </Empty>
        )}
        {answer !== undefined && answer.lines.length > 0 && (
          <div className="results">
            <Rows label={t('results.title')}>
              {answer.lines.map((line) => (
                <ReportRow key={line.reportId} line={line} onPress={() => go({ name: 'result', reportId: line.reportId })} />
              ))}
            </Rows>
          </div>
        )}
      </div>
    </KioskScreen>
  );
}

function ReportRow({ line, onPress }: { line: ResultLine; onPress: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  return (
    <Row
      icon={line.kind === 'laboratory' ? 'test-tubes' : 'scan-line'}
      title={spoken(titleWords(t, line, language), language)}
      {...(line.isNew ? { badge: t('results.new') } : {})}
      detail={upperFirst(lineWords(t, line, today, language))}
      onPress={onPress}
    />
  );
}
