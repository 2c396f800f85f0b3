import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultReport } from '../../../shared/features/results.ts';
import { useLanguage } from '../../app/i18n.ts';
import { inLanguage, languageOf } from '../../words/local.ts';

/** What the doctor wrote. Whatever looks like markup in it stays letters. */
export function Conclusion({ report: { conclusion, isAmended, paper } }: { report: ResultReport }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className="conclusion">
      {isAmended && <p className="soft">{t('results.amended')}</p>}
      {conclusion === null ? (
        <p>{t(paper === null ? 'results.noConclusion' : 'results.onlyPaper')}</p>
      ) : (
        <div lang={languageOf(conclusion, language)}>
          {inLanguage(conclusion, language)
            .split(/\n+/)
            .filter((line) => line.trim() !== '')
            .map((line, index) => (
              <p key={index}>{line}</p>
            ))}
        </div>
      )}
      {conclusion !== null && <p className="soft">{t('results.notDiagnosis')}</p>}
    </div>
  );
}
