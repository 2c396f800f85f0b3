import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inRoubles } from '../../../shared/lib/money.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { inLanguage } from '../../words/local.ts';
import { useNewDay } from '../../app/useNewDay.ts';
import { usePricedCart } from './usePricedCart.ts';

const pageSize = 50;
const further = 'further';

/** Accessible view: first the section, then its services; the marked one is shown in full with its price, and goes into the order. */
export function PricesLow(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const [category, setCategory] = useState<string | null>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const [offset, setOffset] = useState(0);
  const cart = usePricedCart();
  useNewDay();
  const found = useRead('prices.list', { text: '', category, offset, limit: pageSize });
  const categories = found.data?.categories ?? [];
  // Three buttons stand side by side below the line: the total is on the next screen.
  const toCart = cart.toCart === null ? {} : { primary: { ...cart.toCart, label: t('orders.low.cart', { count: cart.size }) } };
  const pad = { previousLabel: t('prices.low.previous'), nextLabel: t('prices.low.next') };

  if (category === null) {
    const chosen = categories.find(({ id }) => id === marked) ?? categories[0];
    return (
      <KioskScreen
        title={t('prices.low.titleCategory')}
        dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back }, ...toCart }}
        low={{
          items: categories.map(({ id, name, count }) => ({ id, label: inLanguage(name, language), detail: String(count) })),
          selectedId: chosen?.id ?? null,
          onSelect: setMarked,
          ...pad,
          primaryLabel: t('prices.low.choose'),
          onPrimary: () => {
            setCategory(chosen?.id ?? null);
            setMarked(null);
          },
        }}
      >
        {null}
      </KioskScreen>
    );
  }
  const services = found.data?.services ?? [];
  const total = found.data?.total ?? 0;
  const chosen = services.find(({ code }) => code === marked) ?? services[0];
  const orderable = chosen?.kopecks == null || (cart.isFull && !cart.has(chosen.code)) ? null : chosen;
  const rest = offset + services.length < total ? [{ id: further, label: t('prices.low.next') }] : [];
  const sections = () => {
    setCategory(null);
    setMarked(category);
    setOffset(0);
  };
  return (
    <KioskScreen
      title={t('prices.list.title')}
      dock={{ back: { label: t(cart.toCart === null ? 'prices.low.otherCategory' : 'shell.back'), icon: 'arrow-left', onPress: sections }, ...toCart }}
      low={{
        items: [...services.map(({ code, name }) => ({ id: code, label: inLanguage(name, language), ...(cart.has(code) ? { detail: t('orders.cart.added') } : {}) })), ...rest],
        selectedId: marked === further ? further : (chosen?.code ?? null),
        onSelect: setMarked,
        ...pad,
        primaryLabel: marked === further ? t('prices.low.next') : orderable === null ? t('prices.low.otherCategory') : t(cart.has(orderable.code) ? 'orders.cart.remove' : 'orders.cart.add'),
        onPrimary: () => {
          if (marked !== further) {
            if (orderable === null) sections();
            else cart.toggle(orderable);
          } else {
            setOffset(offset + services.length);
            setMarked(null);
          }
        },
      }}
    >
      {chosen && <p>{inLanguage(chosen.name, language)}</p>}
      {chosen && <b>{chosen.kopecks === null ? t('prices.list.onRequest') : inRoubles(chosen.kopecks)}</b>}
    </KioskScreen>
  );
}
