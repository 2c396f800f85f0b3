import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublishedNotice } from '../../../shared/features/notices.ts';
import { call } from '../../app/client.ts';
import { AskedTwice } from '../../ui/AskedTwice.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NoticePreview } from './NoticePreview.tsx';
import { timeTyped } from './typedTime.ts';
import { useNoticeAsk } from './useNoticeAsk.ts';

/** One that stands or will: its hours, its look, and taking it from every screen, asked twice. */
export function OneNotice({ notice: { id, russian, english, urgent, from, until }, onEnded }: { notice: PublishedNotice; onEnded: () => void }): ReactNode {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
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
      <AskedTwice
        {...{ busy, sure, onSure: setSure, onDo: end }}
        icon="x"
        isDanger
        label={t('notices.one.end')}
        warning={t('notices.one.sure')}
        reallyLabel={t('notices.one.endNow')}
      />
    </>
  );
}
