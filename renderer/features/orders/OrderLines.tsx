import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderLine } from '../../../shared/features/orders.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { useLanguage } from '../../app/i18n.ts';
import { inLanguage, languageOf } from '../../words/local.ts';

/** Each with the price kept for it, and beside it what it costs now where that is another. */
export function OrderLines({ lines }: { lines: readonly OrderLine[] }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ul className="cart cart--kept" aria-label={t('orders.order.lines')}>
      {lines.map(({ lineId, code, name, kopecks, nowKopecks }) => (
        <li key={lineId} className="cart__line">
          <p>
            <b lang={languageOf(name, language)}>{inLanguage(name, language)}</b>
            <small>{t('prices.list.code', { code })}</small>
          </p>
          <p className="cart__price">
            <b className="num">{inRoubles(kopecks)}</b>
            {nowKopecks !== undefined && <small>{nowKopecks === null ? t('orders.order.nowGone') : t('orders.order.nowPrice', { price: inRoubles(nowKopecks) })}</small>}
          </p>
        </li>
      ))}
    </ul>
  );
}
