import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { useRouter } from './router.ts';
import type { Route } from './routerStore.ts';

/** D3: the way on for whoever was refused a time because the consent was withdrawn. Nothing for any other refusal. */
export function AgreeAgain({ refusal, then }: { refusal: string | null; then: Route }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  if (refusal !== 'consent_withdrawn') return null;
  return (
    <Button icon="file-text" onPress={() => go({ name: 'documents', purpose: 'renew', then })}>
      {t('documents.mine.again')}
    </Button>
  );
}
