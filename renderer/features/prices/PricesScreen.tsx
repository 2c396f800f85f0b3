import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PricedService } from '../../../shared/features/prices.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useNewDay } from '../../app/useNewDay.ts';
import { useSettled } from '../../app/useSettled.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import type { Language } from '../../words/day.ts';
import { inLanguage, languageOf } from '../../words/local.ts';
import { spoken } from '../../words/Spoken.tsx';
import { PricesLow } from './PricesLow.tsx';
import { usePricedCart, type PricedCart } from './usePricedCart.ts';
import './prices.css';

const rowHeight = 172;

/** «Услуги и цены»: sections, search by name or code, a page at a time. */
export function PricesScreen(): ReactNode {
  const view = useView();
  return view === 'accessible' ? <PricesLow /> : <PricesList />;
}

function PricesList(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const [text, setText] = useState('');
  const [category, setCategory] = useState<string | null>(null);
  const [from, setFrom] = useState(0);
  const { ref, count } = useFitting(rowHeight, 0, 5);
  const limit = Math.min(50, count);
  const offset = from - (from % limit);
  useNewDay();
  const found = useRead('prices.list', { text: useSettled(text), category, offset, limit });
  const status = useRead('sync.status', {});
  const total = found.data?.total ?? 0;
  const services = found.data?.services ?? [];
  const corrected = found.data?.correctedText ?? null;
  const cart = usePricedCart();
  const everything = () => {
    setText('');
    setCategory(null);
    setFrom(0);
  };
  return (
    <KioskScreen
      title={t('prices.list.title')}
      keyboard
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back },
        primary: cart.toCart ?? { label: t('prices.list.book'), icon: 'calendar-plus', onPress: () => router.go({ name: 'doctors', purpose: 'book' }) },
      }}
    >
      <TextField
        label={t('prices.list.search')}
        value={text}
        onChange={(next) => {
          setText(next);
          setFrom(0);
        }}
        icon="search"
        type="search"
        layout="ru"
        onClear={() => setText('')}
        maxLength={200}
      />
      <div className="chips chips--filters">
        <Select
          label={t('prices.list.category')}
          anyLabel={t('prices.list.allCategories')}
          options={(found.data?.categories ?? []).map(({ id, name, count: size }) => ({ id, label: inLanguage(name, language), detail: String(size) }))}
          value={category}
          onChange={(id) => {
            setCategory(id);
            setFrom(0);
          }}
        />
      </div>
      {status.data?.line === 'down' && status.data.lastContactAt !== null && <Notice tone="wait" title={t('prices.list.asOf', { time: clockOf(status.data.lastContactAt) })} />}
      {cart.isFull && <Notice tone="note" title={t('orders.cart.full', { count: cart.most })} />}
      <div className="found">
        <p role="status">
          {found.data !== undefined && total > 0 && t('prices.list.found', { count: total })}
          {corrected !== null && <b>{t('prices.list.corrected', { text: corrected })}</b>}
        </p>
        {total > limit && <Pager from={offset + 1} to={offset + services.length} total={total} onUp={() => setFrom(Math.max(0, offset - limit))} onDown={() => setFrom(offset + limit)} />}
      </div>
      <div ref={ref} className="fit">
        {found.data === undefined && found.error !== undefined && <Notice tone="stop" title={t('prices.list.failed')} />}
        {found.loading && <Skeleton lines={5} label={t('prices.list.loading')} />}
        {found.data !== undefined && total === 0 && (
          <Empty title={t('prices.empty.title')} action={<Button onPress={everything}>{t('prices.empty.clear')}</Button>}>
            {text.trim() !== '' && <p>{t('prices.empty.text', { what: `«${text.trim().slice(0, 60)}»` })}</p>}
            <p>{t('prices.empty.next')}</p>
          </Empty>
        )}
        {services.length > 0 && (
          <ul className="prices" aria-label={t('prices.list.services')}>
            {services.map((service) => (
              <Price key={service.code} service={service} language={language} cart={cart} />
            ))}
          </ul>
        )}
      </div>
    </KioskScreen>
  );
}

function Price({ service, language, cart }: { service: PricedService; language: Language; cart: PricedCart }): ReactNode {
  const { t } = useTranslation();
  const name = inLanguage(service.name, language);
  const isIn = cart.has(service.code);
  return (
    <li className="price">
      <p>
        <b lang={languageOf(service.name, language)}>{name}</b>
        <small>{t('prices.list.code', { code: service.code })}</small>
      </p>
      <div>
        <b className="num">{service.kopecks === null ? t('prices.list.onRequest') : inRoubles(service.kopecks)}</b>
        {service.kopecks !== null && (isIn || !cart.isFull) && (
          <button className="chip price__add" type="button" aria-pressed={isIn} onClick={() => cart.toggle(service)}>
            <Icon name={isIn ? 'check' : 'plus'} />
            {t(isIn ? 'orders.cart.added' : 'orders.cart.add')}
            <VisuallyHidden> {spoken(name, language)}</VisuallyHidden>
          </button>
        )}
      </div>
    </li>
  );
}
