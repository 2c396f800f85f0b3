import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeletionKind } from '../../shared/features/deletion.ts';
import { useRouter } from './router.ts';
import { Button } from '../ui/Button.tsx';

/** D1. Stands on the page of one thing that may go. Pressing it deletes nothing yet. */
export function EraseButton({ kind, itemId }: { kind: DeletionKind; itemId: string }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  return (
    <Button kind="quiet" icon="trash-2" onPress={() => go({ name: 'deletion', of: { scope: 'item', kind, itemId } })}>
      {t('deletion.button')}
    </Button>
  );
}
