import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import { useToday } from '../../app/clock.ts';
import type { DoctorSearch } from '../../app/draftStore.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceCard } from '../../ui/ChoiceCard.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { fullName, monogram } from '../../words/person.ts';
import { pageOf } from '../../words/page.ts';
import { spoken } from '../../words/Spoken.tsx';
import { doctorLines, nextTime } from './doctorWords.ts';
import { markMatch } from './match.ts';

const cardHeight = 176;
const cardGap = 16;

interface DoctorListProps {
  found: Output<'doctors.list'> | undefined;
  failed: boolean;
  search: DoctorSearch;
  chosenId: string | null;
  onChoose: (doctor: DoctorCard) => void;
  onClear: () => void;
}

/** What was found, a page at a time. The count is said first: an empty page must never look like a slow one. */
export function DoctorList({ found, failed, search, chosenId, onChoose, onClear }: DoctorListProps): ReactNode {
  const { t } = useTranslation();
  const { text } = search;
  const [paged, setPaged] = useState<{ search: DoctorSearch; from: number } | null>(null);
  const setFrom = (next: number) => setPaged({ search, from: next });
  const { ref, count } = useFitting(cardHeight, cardGap, 3);
  const doctors = found?.doctors ?? [];
  const corrected = found?.correctedText ?? null;
  // Until one pages through this very list, it stands where the chosen doctor is: another search begins anew.
  const from = paged?.search === search ? paged.from : Math.max(0, doctors.findIndex(({ roleId }) => roleId === chosenId));
  const page = pageOf(doctors, from, count);
  return (
    <>
      <div className="found">
        <p role="status">
          {found !== undefined && doctors.length > 0 && t('doctors.list.found', { count: doctors.length })}
          {corrected !== null && <b>{t('doctors.list.corrected', { text: corrected })}</b>}
        </p>
        {doctors.length > count && <Pager from={page.from + 1} to={page.from + page.shown.length} total={doctors.length} onUp={() => setFrom(page.from - count)} onDown={() => setFrom(page.from + count)} />}
      </div>
      <div ref={ref} className="fit" role="group" aria-label={t('doctors.list.doctors')}>
        {found === undefined && failed && <Notice tone="stop" title={t('doctors.list.failed')} />}
        {found === undefined && !failed && <Skeleton lines={3} label={t('doctors.list.loading')} />}
        {found !== undefined && doctors.length === 0 && (
          <Empty title={t('doctors.empty.title')} action={<Button onPress={onClear}>{t('doctors.empty.clear')}</Button>}>
            {text.trim() !== '' && <p>{t('doctors.empty.text', { what: `«${text.trim().slice(0, 60)}»` })}</p>}
            <p>{t('doctors.empty.next')}</p>
            <p>{t('doctors.empty.nextCall')}</p>
          </Empty>
        )}
        {page.shown.map((doctor) => (
          <OneDoctor key={doctor.roleId} doctor={doctor} query={corrected ?? text} chosen={doctor.roleId === chosenId} onPress={() => onChoose(doctor)} />
        ))}
      </div>
    </>
  );
}

function OneDoctor({ doctor, query, chosen, onPress }: { doctor: DoctorCard; query: string; chosen: boolean; onPress: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const next = nextTime(doctor, today, language);
  const marked = markMatch(fullName(doctor), query).map(({ text, found }, index) => (found ? <mark key={index}>{text}</mark> : text));
  return (
    <ChoiceCard
      face={monogram(doctor)}
      title={language === 'ru' ? marked : <span lang="ru">{marked}</span>}
      lines={doctorLines(t, doctor, language).map((line) => spoken(line, language))}
      aside={next === null ? { note: t('doctors.list.noTimes'), value: '' } : { note: next.day, value: next.clock }}
      chosen={chosen}
      onPress={onPress}
    />
  );
}
