import type { ReactNode } from 'react';
import { useLanguage } from './i18n.ts';
import { useRead } from './client.ts';
import { inLanguage, languageOf } from '../words/local.ts';
import { MarkSign } from '../ui/MarkSign.tsx';

/** The clinic's name beside the sign of the band and the point. */
export function Mark({ onDeep = false }: { onDeep?: boolean }): ReactNode {
  const language = useLanguage();
  const device = useRead('device.state', {}).data;
  return (
    <p className="mark">
      <MarkSign onDeep={onDeep} />
      {device?.state === 'ready' && <span lang={languageOf(device.clinic, language)}>{inLanguage(device.clinic, language)}</span>}
    </p>
  );
}
