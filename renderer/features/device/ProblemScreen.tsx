import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceProblem } from '../../../shared/features/device.ts';
import { Notice } from '../../ui/Notice.tsx';
import { StillPage } from './StillPage.tsx';

/** For patients: where to go. For staff: what it is, and that nothing has been touched. */
export function ProblemScreen({ problem }: { problem: DeviceProblem }): ReactNode {
  const { t } = useTranslation();
  return (
    <StillPage title={t('device.problem.title')} text={t('device.problem.text')}>
      <Notice tone="note" title={t('device.problem.forStaff')}>
        {t(`device.problem.${problem}`)} <span className="soft nb">({problem})</span>
      </Notice>
    </StillPage>
  );
}
