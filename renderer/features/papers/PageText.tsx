import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The words of a page for who cannot see it or needs them larger. Null while they are looked for. */
export function PageText({ text }: { text: readonly string[] | null }): ReactNode {
  const { t } = useTranslation();
  if (text === null) return null;
  if (text.length === 0) return <p className="paper__text">{t('papers.noWords')}</p>;
  return (
    <div className="paper__text">
      {text.map((paragraph, index) => (
        <p key={index} {...(/[а-яё]/i.test(paragraph) ? { lang: 'ru' } : {})}>
          {paragraph}
        </p>
      ))}
    </div>
  );
}
