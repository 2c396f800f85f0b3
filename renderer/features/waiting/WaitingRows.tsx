import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingEntry } from '../../../shared/features/waiting.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { spoken } from '../../words/Spoken.tsx';
import { EntrySheet } from './EntrySheet.tsx';
import { OfferRow } from './OfferCard.tsx';
import { daysWords, stateWords, whoWords } from './waitingWords.ts';
import './waiting.css';

/** What the patient waits for, the third group of «Мои записи»; an offer stands above it. */
export function WaitingRows(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const mine = useRead('waiting.mine', {});
  const [opened, setOpened] = useState<WaitingEntry | null>(null);
  const entries = mine.data?.entries ?? [];
  const offers = mine.data?.offers ?? [];
  return (
    <>
      {mine.data === undefined && mine.error !== undefined && <Notice tone="stop" title={t('waiting.list.failed')} />}
      {mine.loading && <Skeleton lines={2} label={t('waiting.list.loading')} />}
      {mine.data !== undefined && entries.length + offers.length === 0 && (
        <Empty icon="bell-ring" title={t('waiting.list.none')}>
          {t('waiting.list.noneNext')}
        </Empty>
      )}
      {entries.length + offers.length > 0 && (
        <Rows>
          {offers.map((offer) => (
            <OfferRow key={offer.id} offer={offer} />
          ))}
          {entries.map((entry) => {
            const state = stateWords(t, entry);
            return (
              <Row
                key={entry.id}
                icon={entry.state === 'refused' ? 'triangle-alert' : 'hourglass'}
                title={spoken(whoWords(t, entry, language), language)}
                detail={spoken([daysWords(t, entry, language), state].filter((part) => part !== '').join(' · '), language)}
                onPress={() => setOpened(entry)}
              />
            );
          })}
        </Rows>
      )}
      {opened !== null && <EntrySheet entry={opened} onClose={() => setOpened(null)} />}
    </>
  );
}
