import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../shared/features/orders.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { AgreeAgain } from '../../app/AgreeAgain.tsx';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { dayFull, dayMonthYear } from '../../words/day.ts';
import { spoken } from '../../words/Spoken.tsx';
import { orderIcon, orderRefusalKey, orderStateKey } from '../../words/orders.ts';

/** The state in words and shape. What is not certain yet says so first. */
export function OrderNotice({ order }: { order: Order }): ReactNode {
  const { t } = useTranslation();
  const key = orderStateKey(order);
  if (key === 'refused') {
    return (
      <>
        <Notice tone="stop" title={t('orders.order.refusedTitle')}>
          {t(`orders.refusal.${orderRefusalKey(order.refusal)}`)}
        </Notice>
        <AgreeAgain refusal={order.refusal} then={{ name: 'order', orderId: order.orderId }} />
      </>
    );
  }
  return (
    <>
      {order.refusal !== null && <Notice tone="stop" title={t(`orders.refusal.${orderRefusalKey(order.refusal)}`)} />}
      {key === 'sending' || key === 'cancelling' ? (
        <Notice tone="wait" title={t(`orders.state.${key}`)}>
          {t(`orders.order.${key}Text`)}
        </Notice>
      ) : (
        <section className={`order__state order__state--${key}`} role="status">
          <Icon name={orderIcon(order)} />
          <p>
            <b>{t(`orders.state.${key}`)}</b>
            <span>{t(`orders.order.${key}Text`)}</span>
          </p>
        </section>
      )}
    </>
  );
}

export function OrderFacts({ order }: { order: Order }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  return (
    <div className="order__facts">
      <Facts
        facts={[
          ...(order.number === '' ? [] : [{ label: t('orders.order.number'), value: spoken(order.number, language) }]),
          { label: t('orders.order.made'), value: dayMonthYear(dayOf(order.madeAt), language) },
          { label: t('orders.order.day'), value: order.day === null ? t('orders.order.dayNone') : order.day < today ? dayMonthYear(order.day, language) : dayFull(order.day, today, language) },
          { label: t('orders.order.total'), value: <b className="num">{inRoubles(order.total)}</b>, detail: t('orders.cart.count', { count: order.count }) },
        ]}
      />
    </div>
  );
}
