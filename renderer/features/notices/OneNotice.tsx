import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublishedNotice } from '../../../shared/features/notices.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NoticePreview } from './NoticePreview.tsx';
import { timeTyped } from './typedTime.ts';
import { useNoticeAsk } from './useNoticeAsk.ts';

/** One that stands or will: its hours, its look, and taking it from every screen, asked twice. */
export function OneNotice({ notice: { id, russian, english, urgent, from, until }, onEnded }: { notice: PublishedNotice; onEnded: () => void }): ReactNode {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const [isBackHere, setIsBackHere] = useState(false);
  const { busy, refused, ask } = useNoticeAsk();
  const end = () =>
    ask(async () => {
      await call('notices.end', { noticeId: id });
      onEnded();
    });
  return (
    <>
      <h2>{t(`notices.kind.${urgent ? 'urgent' : 'notice'}`)}</h2>
      <Facts
        facts={[
          { label: t('notices.one.from'), value: from === null ? t('notices.one.fromNow') : timeTyped(from) },
          { label: t('notices.one.until'), value: until === null ? t('notices.one.untilEnded') : timeTyped(until) },
        ]}
      />
      <NoticePreview words={{ russian, english: english ?? '', urgent }} />
      {refused !== null && <Notice tone="stop" title={t(`notices.error.${refused}`)} />}
      {sure && <Notice tone="wait" title={t('notices.one.sure')} />}
      <div className="desk__acts">
        {!sure && (
          <Button kind="danger" icon="x" autoFocus={isBackHere} onPress={() => setSure(true)}>
            {t('notices.one.end')}
          </Button>
        )}
        {sure && (
          <>
            <Button kind="danger" icon="x" onPress={end} busy={busy} autoFocus>
              {t('notices.one.endNow')}
            </Button>
            <Button
              onPress={() => {
                setSure(false);
                setIsBackHere(true);
              }}
            >
              {t('shell.back')}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
