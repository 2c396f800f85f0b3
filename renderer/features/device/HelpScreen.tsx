import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Row, Rows } from '../../ui/Rows.tsx';

/** Where a person helps, and what the kiosk itself can do for one. */
export function HelpScreen(): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const device = useRead('device.state', {}).data;
  // A patient's session and the service screen never meet.
  const me = useRead('identity.me', {}).data;
  return (
    <KioskScreen title={t('device.help.title')} dock={{ primary: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}>
      <Rows>
        <Row icon="concierge-bell" title={t('device.help.reception')} detail={t('device.help.receptionDetail')} />
        {device?.state === 'ready' && <Row icon="phone-call" title={t('device.help.call', { phone: unbroken(device.phone) })} detail={t('device.help.callDetail', { code: device.code })} />}
        <Row icon="a-large-small" title={t('device.help.larger')} detail={t('device.help.largerDetail')} />
        <Row icon="pencil" title={t('device.help.keyboard')} detail={t('device.help.keyboardDetail')} />
        <Row icon="scan-line" title={t('seals.row')} detail={t('seals.rowDetail')} onPress={() => router.go({ name: 'checkPaper' })} />
        {me?.role === 'visitor' && <Row icon="key-round" title={t('staffDoor.row')} detail={t('staffDoor.rowDetail')} onPress={() => router.go({ name: 'staffDoor' })} />}
        <Row icon="list-filter" title={t('counters.row')} detail={t('counters.rowDetail')} onPress={() => router.go({ name: 'counters' })} />
        <Row icon="shield-check" title={t('device.help.privacy')} detail={t('device.help.privacyDetail')} />
      </Rows>
    </KioskScreen>
  );
}

/** A telephone number that falls apart over two lines is dialled wrongly. */
function unbroken(phone: string): string {
  return phone.replaceAll(' ', '\u00a0').replaceAll('-', '\u2011');
}
