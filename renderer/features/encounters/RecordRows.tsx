import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitDocument, VisitResult } from '../../../shared/features/encounters.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import { Row, Rows } from '../../ui/Rows.tsx';
import { spoken } from '../../words/Spoken.tsx';
import { documentDetail, documentWords, resultDetail, resultWords } from './words.ts';

/** Papers of the visit; what this kiosk cannot open says where to ask for it. */
export function DocumentRows({ documents }: { documents: readonly VisitDocument[] }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const { go } = useRouter();
  return (
    <Rows label={t('encounters.documents.title')}>
      {documents.map((document) => {
        const { documentId, binaryId, title } = document;
        return (
          <Row
            key={documentId}
            icon="file-text"
            title={spoken(documentWords(t, document, language), language)}
            detail={documentDetail(t, document, today, language)}
            disabledReason={binaryId === null ? t('encounters.documents.notHere') : undefined}
            onPress={() => {
              if (binaryId !== null) go({ name: 'paper', binaryId, title });
            }}
          />
        );
      })}
    </Rows>
  );
}

export function ResultRows({ results }: { results: readonly VisitResult[] }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const { go } = useRouter();
  return (
    <Rows label={t('encounters.results.title')}>
      {results.map((result) => (
        <Row
          key={result.reportId}
          icon={result.kind === 'laboratory' ? 'test-tubes' : 'scan-line'}
          title={spoken(resultWords(t, result, language), language)}
          {...(result.isNew ? { badge: t('results.new') } : {})}
          detail={resultDetail(t, result, today, language)}
          onPress={() => go({ name: 'result', reportId: result.reportId })}
        />
      ))}
    </Rows>
  );
}
