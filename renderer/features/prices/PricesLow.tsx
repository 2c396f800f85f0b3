import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inRoubles } from '../../../shared/lib/money.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { inLanguage } from '../../words/local.ts';

const pageSize = 50;
const further = 'further';

/** Accessible view: first the section, then its services; the marked one is shown in full with its price. */
export function PricesLow(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const [category, setCategory] = useState<string | null>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const [offset, setOffset] = useState(0);
  const found = useRead('prices.list', { text: '', category, offset, limit: pageSize });
  const categories = found.data?.categories ?? [];
  const pad = { previousLabel: t('prices.low.previous'), nextLabel: t('prices.low.next') };

  if (category === null) {
    const chosen = categories.find(({ id }) => id === marked) ?? categories[0];
    return (
      <KioskScreen
        title={t('prices.low.titleCategory')}
        dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}
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
  const rest = offset + services.length < total ? [{ id: further, label: t('prices.low.next') }] : [];
  const sections = () => {
    setCategory(null);
    setMarked(category);
    setOffset(0);
  };
  return (
    <KioskScreen
      title={t('prices.list.title')}
      dock={{ back: { label: t('prices.low.otherCategory'), icon: 'arrow-left', onPress: sections } }}
      low={{
        items: [...services.map(({ code, name }) => ({ id: code, label: inLanguage(name, language) })), ...rest],
        selectedId: marked === further ? further : (chosen?.code ?? null),
        onSelect: setMarked,
        ...pad,
        primaryLabel: marked === further ? t('prices.low.next') : t('prices.low.otherCategory'),
        onPrimary: () => {
          if (marked !== further) sections();
          else {
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
