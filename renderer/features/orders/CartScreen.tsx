import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { CartDay } from './CartDay.tsx';
import { CartLines } from './CartLines.tsx';
import { CartPrepare } from './CartPrepare.tsx';
import { useCart } from './useCart.ts';
import './orders.css';

/** P2: what is ordered, how to prepare for it, and when to come. Whatever must be looked at comes before the step that was asked for. */
export function CartScreen({ step, actFor }: { step: 'prepare' | 'day' | undefined; actFor: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const isEmpty = useDraft((draft) => draft.cart.lines.length === 0);
  const { cart, failed } = useCart();
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  if (isEmpty) {
    return (
      <KioskScreen title={t('orders.cart.title')} dock={{ back, primary: { label: t('orders.cart.toPrices'), icon: 'receipt-text', onPress: () => router.replace({ name: 'prices' }) } }}>
        <Empty icon="receipt-text" title={t('orders.cart.empty')}>
          <p>{t('orders.cart.emptyNext')}</p>
        </Empty>
      </KioskScreen>
    );
  }
  if (cart === undefined) {
    return (
      <KioskScreen title={t('orders.cart.title')} dock={{ back }}>
        {!failed && <Skeleton lines={5} label={t('orders.cart.loading')} />}
      </KioskScreen>
    );
  }
  if (step === undefined || cart.needsLook) return <CartLines cart={cart} />;
  return step === 'prepare' ? <CartPrepare cart={cart} /> : <CartDay cart={cart} actFor={actFor} />;
}
