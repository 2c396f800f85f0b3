import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import './waiting.css';

/** Below the times of a doctor: the way on for whom none of them suits. */
export function WaitButton({ roleId }: { roleId: string }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <section className="waitbutton" aria-label={t('waiting.button.question')}>
      <p>{t('waiting.button.question')}</p>
      <Button icon="bell-ring" onPress={() => router.go({ name: 'waitFor', roleId })}>
        {t('waiting.button.label')}
      </Button>
    </section>
  );
}
