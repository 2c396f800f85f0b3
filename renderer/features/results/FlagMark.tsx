import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultFlag } from '../../../shared/features/results.ts';
import { Icon } from '../../ui/Icon.tsx';

const icons: Record<Exclude<ResultFlag, 'normal'>, string> = { low: 'arrow-down', high: 'arrow-up', criticalLow: 'chevrons-down', criticalHigh: 'chevrons-up', abnormal: 'triangle-alert' };

/** Shape first, word second, colour last. */
export function FlagMark({ flag }: { flag: ResultFlag | null }): ReactNode {
  const { t } = useTranslation();
  if (flag === null) return <span className="flag flag--none">{t('results.flag.none')}</span>;
  if (flag === 'normal') return <span className="flag">{t('results.flag.normal')}</span>;
  return (
    <span className={flag.startsWith('critical') ? 'flag flag--out flag--far' : 'flag flag--out'}>
      <Icon name={icons[flag]} />
      {t(`results.flag.${flag}`)}
    </span>
  );
}
