import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { TakeHome } from './TakeHome.tsx';
import { OwnDataGate } from './OwnDataGate.tsx';
import { useBack } from '../../app/useBack.ts';
import { useMaking } from './useMaking.ts';
import { useSendHome } from './useSendHome.ts';
import './ownData.css';

const paperTitle = { ru: 'Все мои данные', en: 'All my data' };

/** D4: everything held about the patient, to read and print here or to take home. */
export function EverythingScreen(): ReactNode {
  return <OwnDataGate to={{ name: 'everything' }}>{(patientId) => <Choice key={patientId} />}</OwnDataGate>;
}

function Choice(): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  const back = useBack();
  const accessible = useView() === 'accessible';
  const forAnother = useRead('identity.me', {}).data?.representative !== undefined;
  const [selectedId, setSelectedId] = useState('paper');
  const making = useMaking((binaryId) => go({ name: 'paper', binaryId, title: paperTitle }));
  const home = useSendHome();
  if (home.sent !== null) return <TakeHome sent={home.sent} />;
  const problem = making.problem ?? home.problem;
  const busy = making.busy || home.busy;
  const says = (
    <>
      {making.busy && <Notice tone="wait" title={t(making.long ? 'ownData.everything.makingLong' : 'ownData.everything.making')} />}
      {home.busy && <Notice tone="wait" title={t('ownData.everything.sending')} />}
      {problem !== null && !busy && <Notice tone="stop" title={t(`ownData.problem.${problem}`)} />}
    </>
  );
  const ways = [
    { id: 'paper', icon: 'printer', label: t('ownData.everything.paper'), detail: t('ownData.everything.paperDetail'), go: () => void making.make() },
    { id: 'home', icon: 'mail', label: t('ownData.everything.home'), detail: t('ownData.everything.homeDetail'), off: forAnother ? t('ownData.everything.homeForAnother') : undefined, go: () => void home.send() },
  ];
  const press = (id: string) => {
    const way = ways.find((one) => one.id === id);
    if (!busy && way !== undefined && way.off === undefined) way.go();
  };
  if (accessible) {
    const low = {
      items: ways.map(({ id, label, off }) => ({ id, label, ...(off === undefined ? {} : { detail: off }) })),
      selectedId,
      onSelect: setSelectedId,
      previousLabel: t('shell.ui.up'),
      nextLabel: t('shell.ui.down'),
      primaryLabel: t('ownData.choose'),
      onPrimary: () => press(selectedId),
      busy,
    };
    return (
      <KioskScreen title={t('ownData.everything.title')} low={low} dock={{ back }}>
        {says}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen title={t('ownData.everything.title')} lead={t('ownData.everything.lead')} dock={{ primary: back }}>
      {says}
      <Rows label={t('ownData.everything.title')}>
        {ways.map(({ id, icon, label, detail, off }) => (
          <Row key={id} icon={icon} title={label} detail={detail} disabledReason={off} onPress={() => press(id)} />
        ))}
      </Rows>
      <p className="held__where">{t('ownData.everything.inside')}</p>
    </KioskScreen>
  );
}
