import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import { Button } from '../../ui/Button.tsx';
import type { Language } from '../../words/day.ts';
import { inLanguage, lowerFirst } from '../../words/local.ts';
import { fullName, monogram } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';

/** Whose times these are, with the way to another doctor. */
export function DoctorBrief({ doctor, language, onChange }: { doctor: DoctorCard; language: Language; onChange?: () => void }): ReactNode {
  const { t } = useTranslation();
  const where = [inLanguage(doctor.speciality, language), lowerFirst(inLanguage(doctor.room, language)), inLanguage(doctor.office, language)].join(', ');
  return (
    <div className="brief">
      <span className="face" aria-hidden="true">
        {monogram(doctor)}
      </span>
      <p>
        <b>{spoken(fullName(doctor), language)}</b>
        <span className="soft">{spoken(where, language)}</span>
      </p>
      {onChange && (
        <Button kind="secondary" small onPress={onChange}>
          {t('schedule.time.change')}
        </Button>
      )}
    </div>
  );
}
