import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Seal } from '../../ui/Outcome.tsx';

/** What has been changed, said as it is; the way on is the account as it is now. */
export function Done({ title, text }: { title: string; text: string }): ReactNode {
  const { t } = useTranslation();
  const { backTo } = useRouter();
  return (
    <KioskScreen className="kiosk--outcome" title={title} lead={text} dock={{ primary: { label: t('account.toAccount'), icon: 'arrow-left', onPress: () => backTo('account') } }}>
      <Seal tone="sure" />
    </KioskScreen>
  );
}
