import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inRoubles } from '../../../shared/lib/money.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Facts } from '../../ui/Facts.tsx';
import { inLanguage, languageOf, lowerFirst } from '../../words/local.ts';
import { fullName } from '../../words/person.ts';
import { spoken, spokenFacts } from '../../words/Spoken.tsx';
import type { RecordProps } from './RecordPage.tsx';
import { ServicesDone, Total } from './ServicesDone.tsx';
import { documentDetail, documentWords, recordFacts, resultDetail, resultWords } from './words.ts';

const [facts, services, erase] = ['facts', 'services', 'erase'] as const;

/** Accessible view: the parts of a past visit as a list moved by the pad, each opened on a page of its own. */
export function RecordLow({ visit, record, title, dock }: RecordProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const { go } = useRouter();
  const [marked, setMarked] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const { documents, results, total } = record;
  const doctor = record.doctor ?? visit.doctor;
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: () => setOpened(null) };
  const unopenable = documents.find(({ documentId, binaryId }) => documentId === opened && binaryId === null);
  if (opened === services) {
    return (
      <KioskScreen title={t('encounters.services.title')} dock={{ back }}>
        <ServicesDone services={record.services} />
        <Total record={record} />
      </KioskScreen>
    );
  }
  if (opened === facts) {
    return (
      <KioskScreen title={t('encounters.facts.title')} dock={{ back }}>
        <Facts facts={spokenFacts(recordFacts(t, visit, record, language), language)} />
      </KioskScreen>
    );
  }
  if (unopenable !== undefined) {
    return (
      <KioskScreen title={documentWords(t, unopenable, language)} dock={{ back }}>
        <p>{t('encounters.documents.notHere')}</p>
      </KioskScreen>
    );
  }
  const russian = (text: Parameters<typeof languageOf>[0]) => (languageOf(text, language) === 'ru' ? { lang: 'ru' as const } : {});
  const items = [
    { id: services, label: t('encounters.services.title'), ...(total === null ? {} : { detail: inRoubles(total) }) },
    ...documents.map((document) => ({ id: document.documentId, label: documentWords(t, document, language), detail: documentDetail(t, document, today, language, true), ...russian(document.title) })),
    ...results.map((result) => ({ id: result.reportId, label: resultWords(t, result, language), detail: resultDetail(t, result, today, language), ...russian(result.title) })),
    { id: facts, label: t('encounters.facts.title'), detail: t('encounters.facts.hint') },
    { id: erase, label: t('deletion.button') },
  ];
  const selected = items.find(({ id }) => id === marked) ?? items[0];
  function open(id: string): void {
    const document = documents.find(({ documentId }) => documentId === id);
    if (document !== undefined && document.binaryId !== null) go({ name: 'paper', binaryId: document.binaryId, title: document.title });
    else if (results.some(({ reportId }) => reportId === id)) go({ name: 'result', reportId: id });
    else if (id === erase) go({ name: 'deletion', of: { scope: 'item', kind: 'visits', itemId: visit.id } });
    else setOpened(id);
  }
  return (
    <KioskScreen
      title={title}
      dock={dock}
      low={{
        items,
        selectedId: selected?.id ?? null,
        onSelect: setMarked,
        previousLabel: t('encounters.low.previous'),
        nextLabel: t('encounters.low.next'),
        primaryLabel: t('encounters.low.open'),
        onPrimary: () => {
          if (selected !== undefined) open(selected.id);
        },
      }}
    >
      <p>{spoken(`${fullName(doctor)}, ${lowerFirst(inLanguage(doctor.speciality, language))}`, language)}</p>
    </KioskScreen>
  );
}
