import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Over the values of a report and over those of one analyte: only the first column is another. */
export function TableHead({ first }: { first: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col" className="value">
          {t('results.table.value')}
        </th>
        <th scope="col">{t('results.table.flag')}</th>
        <th scope="col">{t('results.table.range')}</th>
      </tr>
    </thead>
  );
}
