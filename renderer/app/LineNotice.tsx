import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLineDown } from './useLineDown.ts';
import { useView } from './view.ts';
import { Notice } from '../ui/Notice.tsx';

/** Said before anything is typed, and gone by itself when the line is back. In the accessible view there is room for a short sentence. */
export function LineNotice({ title }: { title: string }): ReactNode {
  const { t } = useTranslation();
  const accessible = useView() === 'accessible';
  return useLineDown() ? <Notice tone="wait" title={accessible ? t('registration.offlineShort') : title} /> : null;
}
