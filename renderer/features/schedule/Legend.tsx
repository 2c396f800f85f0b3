import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function Legend(): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className="key-to-times" aria-label={t('schedule.time.legend')}>
      <li>
        <i className="slot slot--free" />
        {t('schedule.time.free')}
      </li>
      <li>
        <i className="slot slot--busy" />
        {t('schedule.time.busy')}
      </li>
      <li>
        <i className="slot slot--closed" />
        {t('schedule.time.noReception')}
      </li>
    </ul>
  );
}
