import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../../../shared/features/notices.ts';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useNow } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { NewsLine } from '../../ui/NewsLine.tsx';
import { Notice as Said } from '../../ui/Notice.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { dayAndMonth } from '../../words/day.ts';
import { inLanguage, languageOf } from '../../words/local.ts';
import { shownAt } from './shownAt.ts';

type News = Pick<Notice, 'urgent' | 'text'> | { readonly urgent: false; readonly words: string; readonly documentId: string };

/** What the clinic has to say, one notice at a time, urgent ones first; a cut line comes before all of them. */
export function HomeNews(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { go } = useRouter();
  const status = useRead('sync.status', {}).data;
  const now = useNow();
  const said = shownAt(now, useRead('notices.current', {}).data?.notices ?? []);
  const coming = useRead('documents.current', {}).data?.coming ?? [];
  // R2: a new version is told before its day, after what is urgent.
  const notices: readonly News[] = [
    ...said.filter(({ urgent }) => urgent),
    ...coming.map(({ documentId, kind, effective }) => ({ urgent: false as const, words: t(`documents.coming.${kind}`, { day: dayAndMonth(effective, language) }), documentId })),
    ...said.filter(({ urgent }) => !urgent),
  ];
  const [index, setIndex] = useState(0);
  const notice = notices[index % Math.max(1, notices.length)];
  const time = status?.lastContactAt == null ? null : clockOf(status.lastContactAt);
  return (
    <div className="home__under">
      {status?.line === 'down' && (
        <Said tone="stop" title={time === null ? t('home.line.unknown') : t('home.line.since', { time })}>
          {time === null ? t('home.line.textUnknown') : t('home.line.text', { time })}
        </Said>
      )}
      {notice !== undefined && (
        <NewsLine label={t('home.news')} urgent={notice.urgent}>
          {'text' in notice ? (
            <p lang={languageOf(notice.text, language)}>{inLanguage(notice.text, language)}</p>
          ) : (
            <p>
              {notice.words}{' '}
              <Button kind="quiet" small onPress={() => go({ name: 'documents', purpose: 'read', documentId: notice.documentId, then: { name: 'home' } })}>
                {t('documents.coming.read')}
              </Button>
            </p>
          )}
          {notices.length > 1 && (
            <Button kind="quiet" icon="chevron-right" onPress={() => setIndex(index + 1)}>
              <VisuallyHidden>{`${t('home.nextNews')} `}</VisuallyHidden>
              <span className="num">
                {(index % notices.length) + 1}/{notices.length}
              </span>
            </Button>
          )}
        </NewsLine>
      )}
    </div>
  );
}
