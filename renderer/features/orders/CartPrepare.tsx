import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { TextPages } from '../../ui/TextPages.tsx';
import { Preparation } from './Preparation.tsx';
import type { ShownCart } from './useCart.ts';

/** Before a day is chosen one knows what it takes. */
export function CartPrepare({ cart }: { cart: ShownCart }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const view = useView();
  const body = <Preparation advice={cart.checked.advice} names={cart.names} />;
  return (
    <KioskScreen
      title={t('orders.cart.prepare')}
      step={{ now: 2, total: 3, label: t('orders.cart.stepPrepare') }}
      dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back }, primary: { label: t('orders.cart.toDay'), icon: 'arrow-right', onPress: () => router.go({ name: 'cart', step: 'day' }) } }}
    >
      {view === 'accessible' ? body : <TextPages label={t('orders.cart.prepare')}>{body}</TextPages>}
    </KioskScreen>
  );
}
