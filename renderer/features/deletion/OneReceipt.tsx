import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeletionReceipt } from '../../../shared/features/deletion.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { spoken } from '../../words/Spoken.tsx';
import { kindsIn } from './countWords.ts';
import { usePrintReceipt } from './usePrintReceipt.tsx';
import './deletion.css';

/** The number is what a registrar asks for: it is the largest thing on the page. */
export function OneReceipt({ receipt, isNew, onClose }: { receipt: DeletionReceipt; isNew: boolean; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const print = usePrintReceipt(receipt.receiptId);
  const { number, counts, madeAt, state } = receipt;
  const close = { label: t(isNew ? 'deletion.receipt.done' : 'shell.back'), ...(accessible ? {} : { icon: isNew ? 'check' : 'arrow-left' }), onPress: onClose };
  return (
    <KioskScreen title={t(isNew ? 'deletion.receipt.doneTitle' : 'deletion.receipt.title')} dock={{ back: close, ...(state === 'refused' ? {} : { primary: print.action }) }}>
      {print.notice}
      <Notice tone={state === 'sending' ? 'wait' : state === 'refused' ? 'stop' : 'note'} title={t(`deletion.state.${state}`)}>
        {t(`deletion.stateText.${state}`)}
      </Notice>
      <section className="receipt" aria-labelledby="receipt-number">
        <h2 id="receipt-number">{t('deletion.receipt.number')}</h2>
        <p className="receipt__number num">{spoken(number, language)}</p>
        <Facts
          facts={[
            ...kindsIn(counts).map((kind) => ({ label: t(`deletion.choose.${kind}`), value: <span className="num">{counts[kind]}</span> })),
            { label: t('deletion.receipt.made'), value: `${dayMonthYear(dayOf(madeAt), language)}, ${clockOf(madeAt)}` },
          ]}
        />
      </section>
      <p>{t('deletion.receipt.keep')}</p>
    </KioskScreen>
  );
}
