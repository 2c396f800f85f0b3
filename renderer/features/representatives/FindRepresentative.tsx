import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import { PatientFinder, type FindAnswer } from '../../app/PatientFinder.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useAsk } from './useAsk.ts';

/** X8: the representative too is found by whole values of a document, never out of a list. */
export function FindRepresentative({ notId, onFound }: { notId: string; onFound: (person: FoundPatient) => void }): ReactNode {
  const { t } = useTranslation();
  const asking = useAsk();
  const take = (answer: FindAnswer | null) => {
    if (answer === null) return;
    const { patient, several } = answer;
    if (patient === null) asking.refuse(several ? 'several' : 'nobody');
    else if (patient.patientId === notId) asking.refuse('oneself');
    else onFound(patient);
  };
  return (
    <>
      <PatientFinder asking={asking} label={t('representatives.grant.by')} onAnswer={take} />
      {asking.refused !== null && <Notice tone="stop" title={t(`representatives.refused.${asking.refused}`)} />}
    </>
  );
}
