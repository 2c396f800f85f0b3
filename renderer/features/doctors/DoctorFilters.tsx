import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorSearch } from '../../app/draftStore.ts';
import { Select } from '../../ui/Select.tsx';
import { useFilterChoices } from './useFilterChoices.ts';

/** Speciality, office, day: each opens a sheet with a list; nothing here needs the keyboard. */
export function DoctorFilters({ search, onChange }: { search: DoctorSearch; onChange: (search: DoctorSearch) => void }): ReactNode {
  const { t } = useTranslation();
  const { specialities, offices, days } = useFilterChoices();
  return (
    <div className="chips chips--filters" role="group" aria-label={t('doctors.filters.group')}>
      <Select label={t('doctors.filters.speciality')} anyLabel={t('doctors.filters.anySpeciality')} options={specialities} value={search.speciality} onChange={(speciality) => onChange({ ...search, speciality })} />
      <Select label={t('doctors.filters.office')} anyLabel={t('doctors.filters.anyOffice')} options={offices} value={search.officeId} onChange={(officeId) => onChange({ ...search, officeId })} />
      <Select label={t('doctors.filters.day')} anyLabel={t('doctors.filters.anyDay')} options={days} value={search.day} onChange={(id) => onChange({ ...search, day: days.find((day) => day.id === id)?.day ?? null })} />
    </div>
  );
}
