import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeletionReceipt } from '../../../shared/features/deletion.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { dayMonthYear } from '../../words/day.ts';
import { pageOf } from '../../words/page.ts';
import { allCounts } from './countWords.ts';
import { DeletionGate } from './DeletionGate.tsx';
import { OneReceipt } from './OneReceipt.tsx';
import { useBack } from '../../app/useBack.ts';
import './deletion.css';

type Asked = { readonly complete: boolean; readonly receipts: readonly DeletionReceipt[] } | 'failed' | null;

/** Every deletion of this patient's by its number, whichever device it was made at. */
export function ReceiptsScreen(): ReactNode {
  return <DeletionGate to={{ name: 'receipts' }}>{(patientId) => <Receipts key={patientId} patientId={patientId} />}</DeletionGate>;
}

function useReceipts(patientId: string): Asked {
  const [asked, setAsked] = useState<Asked>(null);
  useEffect(() => {
    let stopped = false;
    call('deletion.receipts', {}).then(
      (answer) => {
        if (!stopped && answer.patientId === patientId) setAsked(answer);
      },
      () => {
        if (!stopped) setAsked('failed');
      },
    );
    return () => {
      stopped = true;
    };
  }, [patientId]);
  return asked;
}

const lineHeight = 130;

function Receipts({ patientId }: { patientId: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const back = useBack();
  const accessible = useView() === 'accessible';
  const asked = useReceipts(patientId);
  const [open, setOpen] = useState<DeletionReceipt | null>(null);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [from, setFrom] = useState(0);
  const { ref, count } = useFitting(lineHeight, 0, 6);
  if (open !== null) return <OneReceipt receipt={open} isNew={false} onClose={() => setOpen(null)} />;
  const receipts = asked === null || asked === 'failed' ? [] : asked.receipts;
  const wordsOf = ({ counts, madeAt, state }: DeletionReceipt) => {
    const when = dayMonthYear(dayOf(madeAt), language);
    return state === 'done' ? `${when}: ${allCounts(t, counts)}` : `${when}: ${allCounts(t, counts)}. ${t(`deletion.state.${state}`)}`;
  };
  const says = (
    <>
      {asked === null && <Skeleton lines={3} label={t('deletion.loading')} height={lineHeight} />}
      {asked === 'failed' && <Notice tone="stop" title={t('deletion.receipts.failed')} />}
      {asked !== null && asked !== 'failed' && !asked.complete && <Notice tone="wait" title={t('deletion.receipts.offline')} />}
      {asked !== null && asked !== 'failed' && asked.complete && receipts.length === 0 && <Empty title={t('deletion.receipts.none')}>{t('deletion.receipts.noneNext')}</Empty>}
    </>
  );
  const title = t('deletion.receipts.title');
  if (accessible && receipts.length > 0) {
    const chosen = selectedId ?? receipts[0]?.receiptId ?? null;
    const low = {
      items: receipts.map((receipt) => ({ id: receipt.receiptId, label: receipt.number, detail: wordsOf(receipt) })),
      ...{ selectedId: chosen, onSelect: setSelectedId, previousLabel: t('shell.ui.up'), nextLabel: t('shell.ui.down'), primaryLabel: t('deletion.receipts.open') },
      onPrimary: () => setOpen(receipts.find(({ receiptId }) => receiptId === chosen) ?? null),
    };
    return (
      <KioskScreen title={title} dock={{ back }} low={low}>
        {says}
      </KioskScreen>
    );
  }
  const page = pageOf(receipts, from, count);
  return (
    <KioskScreen title={title} dock={accessible ? { back } : { primary: back }}>
      {receipts.length > count && <Pager from={page.from + 1} to={page.from + page.shown.length} total={receipts.length} onUp={() => setFrom(page.from - count)} onDown={() => setFrom(page.from + count)} />}
      {says}
      <div ref={ref} className="fit">
        {page.shown.length > 0 && (
          <Rows label={title}>
            {page.shown.map((receipt) => (
              <Row key={receipt.receiptId} icon="file-text" title={receipt.number} detail={wordsOf(receipt)} onPress={() => setOpen(receipt)} />
            ))}
          </Rows>
        )}
      </div>
    </KioskScreen>
  );
}
