import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { whenWords } from '../../words/day.ts';
import { upperFirst } from '../../words/local.ts';
import { EntrySheet } from './EntrySheet.tsx';
import { useSignedIn } from './useSignedIn.ts';
import { WaitingRows } from './WaitingRows.tsx';
import { daysShort, stateWords, whoShort } from './waitingWords.ts';

/** «Лист ожидания» as a page of its own. */
export function WaitingScreen(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const view = useView();
  const today = useToday();
  const isHere = useSignedIn({ name: 'waitingList' });
  const mine = useRead('waiting.mine', isHere ? {} : null).data;
  const [markedId, setMarkedId] = useState<string | null>(null);
  const [openedId, setOpenedId] = useState<string | null>(null);
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  if (view === 'normal') {
    const book = { label: t('waiting.list.book'), icon: 'calendar-days', onPress: () => router.go({ name: 'doctors', purpose: 'browse' as const }) };
    return (
      <KioskScreen title={t('waiting.list.title')} dock={{ back, primary: book }}>
        {isHere && <WaitingRows />}
      </KioskScreen>
    );
  }
  const offers = mine?.offers ?? [];
  const entries = mine?.entries ?? [];
  const items = [
    ...offers.map((offer) => ({ id: offer.id, label: upperFirst(whenWords(offer.startsAt, today, language)), detail: t('waiting.offer.card') })),
    ...entries.map((entry) => ({ id: entry.id, label: whoShort(entry, language), detail: stateWords(t, entry) || daysShort(entry, language) })),
  ];
  const marked = items.find(({ id }) => id === markedId)?.id ?? items[0]?.id ?? null;
  const opened = entries.find(({ id }) => id === openedId);
  return (
    <KioskScreen
      title={t('waiting.list.title')}
      dock={{ back }}
      {...(items.length === 0
        ? {}
        : {
            low: {
              ...{ items, selectedId: marked, onSelect: setMarkedId },
              previousLabel: t('waiting.list.previous'),
              nextLabel: t('waiting.list.next'),
              primaryLabel: t('waiting.list.open'),
              onPrimary: () => (offers.some(({ id }) => id === marked) && marked !== null ? router.go({ name: 'offer', offerId: marked }) : setOpenedId(marked)),
            },
          })}
    >
      {mine !== undefined && items.length === 0 && <p>{`${t('waiting.list.none')}. ${t('waiting.list.noneNext')}`}</p>}
      {opened !== undefined && <EntrySheet entry={opened} onClose={() => setOpenedId(null)} />}
    </KioskScreen>
  );
}
