import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { spoken } from '../../words/Spoken.tsx';
import { daysWords, whoWords } from './waitingWords.ts';

/** What has been agreed, and what happens now. */
export function Joined({ entryId, sent }: { entryId: string; sent: boolean }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const entry = useRead('waiting.mine', {}).data?.entries.find(({ id }) => id === entryId);
  const toList = () => {
    // The form is finished: «Назад» must not lead into it.
    router.home();
    router.go({ name: 'cabinet' });
    router.go({ name: 'waitingList' });
  };
  const toCabinet = () => {
    router.home();
    router.go({ name: 'cabinet' });
  };
  return (
    <KioskScreen
      className="kiosk--outcome"
      title={t(sent ? 'waiting.done.title' : 'waiting.done.waitingTitle')}
      dock={{ back: { label: t('waiting.done.toList'), icon: 'bell-ring', onPress: toList }, primary: { label: t('waiting.done.toCabinet'), icon: 'house', onPress: toCabinet } }}
    >
      <Seal tone={sent ? 'sure' : 'ask'} />
      {entry !== undefined && (
        <Facts
          facts={[
            { label: t('waiting.entry.who'), value: spoken(whoWords(t, entry, language), language) },
            { label: t('waiting.entry.days'), value: daysWords(t, entry, language), detail: t('waiting.entry.sinceDetail', { number: entry.number }) },
          ]}
        />
      )}
      <ol className="waitnext">
        <li>{t('waiting.done.first')}</li>
        <li>{t('waiting.done.second')}</li>
        <li>{t('waiting.done.third')}</li>
      </ol>
    </KioskScreen>
  );
}
