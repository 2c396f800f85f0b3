import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultKind } from '../../../shared/features/results.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { languageOf } from '../../words/local.ts';
import { pastDay } from '../../words/day.ts';
import { kinds, periods } from './choices.ts';
import { titleWords } from './lineWords.ts';
import { useBack } from '../../app/useBack.ts';

const pageSize = 50;
const newer = 'newer';
const older = 'older';

/** Accessible view: the list at once; what to show is asked in two short questions. */
export function ResultsLow({ patientId }: { patientId: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const { go } = useRouter();
  const back = useBack();
  const [asking, setAsking] = useState<'kind' | 'period' | null>(null);
  const [kind, setKind] = useState<ResultKind | null>(null);
  const [months, setMonths] = useState<number | null>(null);
  const [offset, setOffset] = useState(0);
  const [marked, setMarked] = useState<string | null>(null);
  const found = useRead('results.list', { kind, months, offset, limit: pageSize });
  const answer = found.data?.patientId === patientId ? found.data : undefined;
  const pad = { previousLabel: t('results.low.previous'), nextLabel: t('results.low.next') };
  const mark = (id: string | null) => {
    setMarked(id);
  };

  if (asking !== null) {
    const items = asking === 'kind' ? kinds.map((id) => ({ id: id ?? 'all', label: t(`results.kind.${id ?? 'all'}`) })) : [null, ...periods].map((length) => ({ id: String(length), label: t(`results.period.${length === null ? 'all' : `m${length}`}`) }));
    const selected = items.find(({ id }) => id === marked) ?? items[0];
    const choose = () => {
      if (asking === 'kind') setKind(kinds.find((one) => one === selected?.id) ?? null);
      else setMonths(periods.find((length) => String(length) === selected?.id) ?? null);
      setAsking(asking === 'kind' ? 'period' : null);
      setOffset(0);
      mark(null);
    };
    return (
      <KioskScreen
        title={t(asking === 'kind' ? 'results.kind.label' : 'results.period.label')}
        dock={{ back: { label: t('shell.back'), onPress: () => setAsking(null) } }}
        low={{ items, selectedId: selected?.id ?? null, onSelect: mark, ...pad, primaryLabel: t('results.low.choose'), onPrimary: choose }}
      />
    );
  }

  const lines = answer?.lines ?? [];
  const total = answer?.total ?? 0;
  const items = [
    ...(offset > 0 ? [{ id: newer, label: t('results.low.newer') }] : []),
    ...lines.map((line) => ({
      id: line.reportId,
      label: titleWords(t, line, language),
      detail: line.isNew ? `${pastDay(line.takenAt ?? line.releasedAt, today, language)} · ${t('results.new')}` : pastDay(line.takenAt ?? line.releasedAt, today, language),
      ...(languageOf(line.title, language) === 'ru' ? { lang: 'ru' as const } : {}),
    })),
    ...(offset + lines.length < total ? [{ id: older, label: t('results.low.older') }] : []),
  ];
  const selected = items.find(({ id }) => id === marked) ?? items.find(({ id }) => id !== newer) ?? items[0];
  const open = () => {
    if (selected === undefined) return;
    if (selected.id === newer || selected.id === older) {
      setOffset(selected.id === older ? offset + pageSize : Math.max(0, offset - pageSize));
      mark(null);
    } else go({ name: 'result', reportId: selected.id });
  };
  const ask = () => {
    mark(kind ?? 'all');
    setAsking('kind');
  };
  return (
    <KioskScreen
      title={t('results.title')}
      dock={{ back, primary: { label: t('results.low.filter'), onPress: ask } }}
      low={{ items, selectedId: selected?.id ?? null, onSelect: mark, ...pad, primaryLabel: t('results.low.open'), onPrimary: open }}
    >
      {answer !== undefined && total === 0 && <p>{t(kind === null && months === null ? 'results.empty.title' : 'results.empty.narrowed')}</p>}
    </KioskScreen>
  );
}
