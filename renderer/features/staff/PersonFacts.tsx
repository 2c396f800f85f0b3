import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import { Facts } from '../../ui/Facts.tsx';

/** As much as one needs to see that it is them. */
export function PersonFacts({ patient: { name, birthDay, phoneEnd } }: { patient: Omit<FoundPatient, 'patientId'> }): ReactNode {
  const { t } = useTranslation();
  const [month = '', day = ''] = birthDay.split('-');
  return (
    <Facts
      facts={[
        { label: t('staff.person.name'), value: <span lang="ru">{name}</span> },
        { label: t('staff.person.birthDay'), value: `${day}.${month}` },
        { label: t('staff.person.phone'), value: phoneEnd === null ? t('staff.person.noPhone') : `··${phoneEnd}` },
      ]}
    />
  );
}
