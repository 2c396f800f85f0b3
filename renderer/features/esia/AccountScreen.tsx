import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { esiaRegistrationAddress } from '../../../shared/lib/esiaRegistration.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';

/** «Нет учётной записи»: how to get one, on one's own phone. */
export function AccountScreen({ onBack }: { onBack: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <KioskScreen title={t('esia.account.title')} lead={t('esia.account.lead')} dock={{ primary: { label: t('shell.back'), icon: 'arrow-left', onPress: onBack } }}>
      <div className="esia__qr">
        <Qr text={esiaRegistrationAddress} label={t('esia.account.qr')} size={320} />
      </div>
      <Rows>
        <Row icon="ticket" title={t('esia.account.first')} />
        <Row icon="shield-check" title={t('esia.account.second')} detail={t('esia.account.secondDetail')} />
        <Row icon="log-out" title={t('esia.account.third')} />
      </Rows>
      <Facts facts={[{ label: t('esia.account.address'), value: esiaRegistrationAddress.replace('https://', '') }]} />
    </KioskScreen>
  );
}
