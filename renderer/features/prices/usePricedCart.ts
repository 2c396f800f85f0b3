import { useTranslation } from 'react-i18next';
import type { PricedService } from '../../../shared/features/prices.ts';
import { inRoubles, kopecks } from '../../../shared/lib/money.ts';
import { useDraft } from '../../app/draft.ts';
import { useRouter } from '../../app/router.ts';
import type { DockAction } from '../../ui/layout.ts';

/** As `mostLines` of the contract, which the page knows by its types only. */
const most = 100;

export interface PricedCart {
  readonly has: (code: string) => boolean;
  readonly toggle: (service: PricedService) => void;
  readonly size: number;
  readonly isFull: boolean;
  readonly most: number;
  /** The way to the cart, with its count and total; null while it is empty. */
  readonly toCart: DockAction | null;
}

/** The pre-order in the making, as the price list sees it. */
export function usePricedCart(): PricedCart {
  const { t } = useTranslation();
  const router = useRouter();
  const { cart, setCart } = useDraft();
  const { lines } = cart;
  const has = (code: string) => lines.some((line) => line.code === code);
  const isFull = lines.length >= most;
  const total = inRoubles(kopecks(lines.reduce((sum, line) => sum + line.kopecks, 0)));
  return {
    ...{ has, isFull, most, size: lines.length },
    toggle: ({ code, kopecks: price }) => {
      if (has(code)) setCart({ kind: 'remove', code });
      else if (price !== null && !isFull) setCart({ kind: 'add', code, kopecks: price });
    },
    toCart: lines.length === 0 ? null : { label: t('orders.cart.open', { count: lines.length, total }), icon: 'receipt-text', onPress: () => router.go({ name: 'cart' }) },
  };
}
