import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { useView } from '../../app/view.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { OwnDataGate } from './OwnDataGate.tsx';
import { useBack } from '../../app/useBack.ts';
import './ownData.css';

interface Way {
  readonly id: 'whoLooked' | 'everything' | 'erase';
  readonly icon: string;
  readonly to: Route;
}

const ways: readonly Way[] = [
  { id: 'whoLooked', icon: 'eye', to: { name: 'whoLooked' } },
  { id: 'everything', icon: 'file-text', to: { name: 'everything' } },
  { id: 'erase', icon: 'trash-2', to: { name: 'deletion' } },
];

/** D4 «Мои данные»: what is held, who has looked, everything in one file. */
export function OwnDataScreen(): ReactNode {
  return <OwnDataGate to={{ name: 'ownData' }}>{(patientId) => <Ways patientId={patientId} />}</OwnDataGate>;
}

function Ways({ patientId }: { patientId: string }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  const back = useBack();
  const accessible = useView() === 'accessible';
  const [selectedId, setSelectedId] = useState<string>('whoLooked');
  const held = useRead('ownData.held', {}).data;
  const counts = held?.patientId === patientId ? held : undefined;
  const facts = counts === undefined ? [] : (['visits', 'results', 'orders', 'signed'] as const).map((kind) => ({ label: t(`ownData.held.${kind}`), value: <span className="num">{counts[kind]}</span> }));
  if (accessible) {
    const low = {
      items: ways.map(({ id }) => ({ id, label: t(`ownData.${id}.row`) })),
      selectedId,
      onSelect: setSelectedId,
      previousLabel: t('shell.ui.up'),
      nextLabel: t('shell.ui.down'),
      primaryLabel: t('ownData.open'),
      onPrimary: () => {
        const chosen = ways.find(({ id }) => id === selectedId);
        if (chosen !== undefined) go(chosen.to);
      },
    };
    return (
      <KioskScreen title={t('ownData.title')} low={low} dock={{ back }}>
        {counts !== undefined && <p>{t('ownData.held.short', { visits: counts.visits, results: counts.results, orders: counts.orders, signed: counts.signed })}</p>}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen title={t('ownData.title')} lead={t('ownData.lead')} dock={{ primary: back }}>
      <section className="held" aria-label={t('ownData.held.label')}>
        <Facts facts={facts} />
      </section>
      <Rows label={t('ownData.title')}>
        {ways.map(({ id, icon, to }) => (
          <Row key={id} icon={icon} title={t(`ownData.${id}.row`)} detail={t(`ownData.${id}.rowDetail`)} onPress={() => go(to)} />
        ))}
      </Rows>
      <p className="held__where">{t('ownData.where')}</p>
    </KioskScreen>
  );
}
