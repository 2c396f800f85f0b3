import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { deletionKinds, type Deletable, type DeletionKind } from '../../../shared/features/deletion.ts';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { countOf, sumOf } from './countWords.ts';
import { useBack } from '../../app/useBack.ts';
import './deletion.css';

const icons: Readonly<Record<DeletionKind, string>> = { visits: 'calendar-days', results: 'test-tubes', orders: 'receipt-text', waiting: 'hourglass' };

interface Way {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  readonly detail: string;
  readonly off?: string;
  readonly go: () => void;
}

/** A whole kind, or everything; one thing is deleted where it is shown. Nothing goes by choosing here. */
export function ChooseWhat({ patientId, onChoose }: { patientId: string; onChoose: (of: Deletable) => void }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  const back = useBack();
  const accessible = useView() === 'accessible';
  const [selectedId, setSelectedId] = useState('visits');
  const read = useRead('deletion.plan', { of: { scope: 'all' } }).data;
  const plan = read?.patientId === patientId ? read : undefined;
  if (plan === undefined) {
    return (
      <KioskScreen title={t('deletion.choose.title')} dock={{ back }}>
        <Skeleton lines={5} label={t('deletion.loading')} height={130} />
      </KioskScreen>
    );
  }
  const { goes } = plan;
  // Whoever never waited for a time need not read about it.
  const kinds = deletionKinds.filter((kind) => kind !== 'waiting' || goes.waiting > 0);
  const wayOf = (id: string, icon: string, of: Deletable, count: string | null): Way => ({
    ...{ id, icon, label: t(`deletion.choose.${id}`), detail: count ?? t('deletion.choose.none'), go: () => onChoose(of) },
    ...(count === null ? { off: t('deletion.choose.none') } : {}),
  });
  const ways: readonly Way[] = [
    ...kinds.map((kind) => wayOf(kind, icons[kind], { scope: 'kind', kind }, goes[kind] === 0 ? null : countOf(t, kind, goes[kind]))),
    wayOf('all', 'trash-2', { scope: 'all' }, sumOf(goes) === 0 ? null : t('deletion.choose.allDetail')),
    { id: 'receipts', icon: 'file-text', label: t('deletion.receipts.row'), detail: t('deletion.receipts.rowDetail'), go: () => go({ name: 'receipts' }) },
  ];
  if (accessible) {
    // A list of what cannot be chosen would only be stepped over.
    const open = ways.filter(({ off }) => off === undefined);
    const chosen = open.find(({ id }) => id === selectedId) ?? open[0];
    const low = {
      items: open.map(({ id, label, detail }) => ({ id, label, detail })),
      selectedId: chosen?.id ?? null,
      onSelect: setSelectedId,
      previousLabel: t('shell.ui.up'),
      nextLabel: t('shell.ui.down'),
      primaryLabel: t('deletion.choose.next'),
      onPrimary: () => chosen?.go(),
    };
    return <KioskScreen title={t('deletion.choose.title')} dock={{ back }} low={low} />;
  }
  return (
    <KioskScreen title={t('deletion.choose.title')} lead={t('deletion.choose.lead')} dock={{ primary: back }}>
      <Rows label={t('deletion.choose.title')}>
        {ways.map(({ id, icon, label, detail, off, go: open }) => (
          <Row key={id} icon={icon} title={label} detail={detail} disabledReason={off} onPress={open} />
        ))}
      </Rows>
      <p className="deletion__one">{t('deletion.choose.one')}</p>
    </KioskScreen>
  );
}
