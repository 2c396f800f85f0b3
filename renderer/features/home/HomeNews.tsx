import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { inLanguage, languageOf } from '../../words/local.ts';

/** What the clinic has to say, one notice at a time, urgent ones first; a cut line comes before all of them. */
export function HomeNews(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const status = useRead('sync.status', {}).data;
  const notices = useRead('notices.current', {}).data?.notices ?? [];
  const [index, setIndex] = useState(0);
  const notice = notices[index % Math.max(1, notices.length)];
  const time = status?.lastContactAt == null ? null : clockOf(status.lastContactAt);
  return (
    <div className="home__under">
      {status?.line === 'down' && (
        <Notice tone="stop" title={time === null ? t('home.line.unknown') : t('home.line.since', { time })}>
          {time === null ? t('home.line.textUnknown') : t('home.line.text', { time })}
        </Notice>
      )}
      {notice !== undefined && (
        <section className={notice.urgent ? 'home__news home__news--urgent' : 'home__news'} aria-label={t('home.news')}>
          <Icon name={notice.urgent ? 'triangle-alert' : 'info'} />
          <p lang={languageOf(notice.text, language)}>{inLanguage(notice.text, language)}</p>
          {notices.length > 1 && (
            <Button kind="quiet" icon="chevron-right" onPress={() => setIndex(index + 1)}>
              <VisuallyHidden>{`${t('home.nextNews')} `}</VisuallyHidden>
              <span className="num">
                {(index % notices.length) + 1}/{notices.length}
              </span>
            </Button>
          )}
        </section>
      )}
    </div>
  );
}
