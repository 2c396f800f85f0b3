import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NewsLine } from '../../ui/NewsLine.tsx';
import { longestNotice } from '../../../shared/lib/noticeRules.ts';

export interface Words {
  readonly russian: string;
  readonly english: string;
  readonly urgent: boolean;
}

/** As visitors will see it, in both languages: without an English text the Russian one stands there too. */
export function NoticePreview({ words: { russian, english, urgent }, isTyped = false }: { words: Words; isTyped?: boolean }): ReactNode {
  const { t } = useTranslation();
  const shown = [
    { id: 'ru', text: russian.trim(), lang: 'ru' },
    { id: 'en', text: english.trim() || russian.trim(), lang: english.trim() === '' ? 'ru' : 'en' },
  ] as const;
  return (
    <div className="notices__preview">
      <h3>{t('notices.preview.title')}</h3>
      {russian.trim() === '' ? (
        <p>{t('notices.preview.nothing')}</p>
      ) : (
        shown.map(({ id, text, lang }) => (
          <figure key={id}>
            <figcaption>{t(`notices.preview.${id}`)}</figcaption>
            <NewsLine label={t(`notices.preview.${id}`)} urgent={urgent}>
              <p lang={lang}>{text}</p>
            </NewsLine>
          </figure>
        ))
      )}
      {isTyped && <p className="notices__left">{t('notices.preview.left', { count: Math.max(0, longestNotice - Math.max(russian.trim().length, english.trim().length)) })}</p>}
    </div>
  );
}
