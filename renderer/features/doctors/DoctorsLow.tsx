import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { shortName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { doctorLines, nextTime } from './doctorWords.ts';
import { useFilterChoices } from './useFilterChoices.ts';

/** Every speciality: an id that the clinic cannot have given. */
const everySpeciality = '';

/** Accessible view: first the speciality, then the doctor. Two short lists are reached by the pad; a search field would not be. */
export function DoctorsLow({ purpose, onOpen }: { purpose: 'book' | 'browse'; onOpen: (doctor: DoctorCard) => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const { specialities } = useFilterChoices();
  const [speciality, setSpeciality] = useState<string | null>(null);
  const [marked, setMarked] = useState<string>(everySpeciality);
  const found = useRead('doctors.list', { text: '', speciality: speciality === everySpeciality ? null : speciality, officeId: null, day: null });
  const step = purpose === 'book' ? { step: { now: 1, total: 4, label: t('doctors.list.step') } } : {};
  const pad = { previousLabel: t('doctors.low.previous'), nextLabel: t('doctors.low.next'), primaryLabel: t('doctors.low.choose') };

  if (speciality === null) {
    const items = [{ id: everySpeciality, label: t('doctors.low.allSpecialities') }, ...specialities];
    return (
      <KioskScreen
        title={t('doctors.low.titleSpeciality')}
        {...step}
        dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back } }}
        low={{
          items,
          selectedId: marked,
          onSelect: setMarked,
          ...pad,
          onPrimary: () => {
            setSpeciality(marked);
            setMarked('');
          },
        }}
      >
        {null}
      </KioskScreen>
    );
  }
  const doctors = found.data?.doctors ?? [];
  const chosen = doctors.find(({ roleId }) => roleId === marked) ?? doctors[0] ?? null;
  const next = chosen === null ? null : nextTime(chosen, today, language);
  return (
    <KioskScreen
      title={purpose === 'book' ? t('doctors.list.title') : t('doctors.list.titleBrowse')}
      {...step}
      dock={{
        back: {
          label: t('shell.back'),
          icon: 'arrow-left',
          onPress: () => {
            setMarked(speciality);
            setSpeciality(null);
          },
        },
      }}
      low={{
        items: doctors.map((doctor) => ({ id: doctor.roleId, label: shortName(doctor), lang: 'ru' as const })),
        selectedId: chosen?.roleId ?? null,
        onSelect: setMarked,
        ...pad,
        onPrimary: () => chosen !== null && onOpen(chosen),
      }}
    >
      {chosen !== null && <p>{spoken(doctorLines(t, chosen, language)[0], language)}</p>}
      {chosen !== null && <p>{next === null ? t('doctors.card.none') : t('doctors.card.next', { day: next.day, time: next.clock })}</p>}
    </KioskScreen>
  );
}
