import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useLeave } from '../../app/session.ts';
import { useView } from '../../app/view.ts';
import { Row, Rows } from '../../ui/Rows.tsx';

/** Nobody has to agree: what works without it, and who can help. */
export function RefusedStep({ signedIn, onBack }: { signedIn: boolean; onBack: () => void }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const leave = useLeave();
  const accessible = useView() === 'accessible';
  return (
    <KioskScreen
      title={t('documents.refused.title')}
      lead={t(signedIn ? 'documents.refused.leadSignedIn' : 'documents.refused.lead')}
      dock={{
        back: { label: t('documents.refused.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: onBack },
        primary: { label: t(signedIn ? 'documents.refused.leave' : 'documents.refused.home'), icon: signedIn ? 'log-out' : 'house', onPress: signedIn ? leave : router.home },
      }}
    >
      <Rows label={t('documents.refused.works')}>
        {signedIn && <Row icon="calendar-x" title={t('documents.refused.visits')} detail={t('documents.refused.visitsDetail')} onPress={() => router.go({ name: 'visits' })} />}
        <Row icon="calendar-days" title={t('documents.refused.schedule')} detail={t('documents.refused.scheduleDetail')} onPress={() => router.go({ name: 'doctors', purpose: 'browse' })} />
        <Row icon="receipt-text" title={t('documents.refused.prices')} detail={t('documents.refused.pricesDetail')} onPress={() => router.go({ name: 'prices' })} />
        <Row icon="concierge-bell" title={t('documents.refused.reception')} detail={t('documents.refused.receptionDetail')} onPress={() => router.go({ name: 'help' })} />
      </Rows>
    </KioskScreen>
  );
}
