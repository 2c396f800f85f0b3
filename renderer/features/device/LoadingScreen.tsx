import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Band } from '../../ui/Band.tsx';
import { StillPage } from './StillPage.tsx';

/** First load: how far it is, as far as it is known. */
export function LoadingScreen({ done, total }: { done: number; total: number | null }): ReactNode {
  const { t } = useTranslation();
  const known = total !== null && total > 0;
  return (
    <StillPage title={t('device.loading.title')} text={t('device.loading.text')}>
      <Band light part={known ? done / total : 0} />
      <p className="soft num" role="status">
        {known ? t('device.loading.progress', { done, total }) : t('device.loading.progressUnknown', { done })}
      </p>
    </StillPage>
  );
}
