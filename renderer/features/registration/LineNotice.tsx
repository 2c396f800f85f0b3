import type { ReactNode } from 'react';
import { Notice } from '../../ui/Notice.tsx';
import { useLineDown } from '../../app/useLineDown.ts';

/** Said before anything is typed, and gone by itself when the line is back. */
export function LineNotice({ title }: { title: string }): ReactNode {
  return useLineDown() ? <Notice tone="wait" title={title} /> : null;
}
