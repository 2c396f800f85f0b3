import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PatientFinder, type FindAnswer } from '../../app/PatientFinder.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import type { AboutPerson } from './deskPage.ts';
import { FoundPerson } from './FoundPerson.tsx';
import { useAsking } from './useAsking.ts';

/** Rows R7, R1, R6: whoever stands in front of the registrar, and what is done for them. */
export function PatientsTab({ aboutPerson }: { aboutPerson: AboutPerson | undefined }): ReactNode {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<FindAnswer | null>(null);
  const asking = useAsking();
  const patient = answer?.patient ?? null;
  return (
    <div className="desk__halves">
      <section>
        <Question>{t('staff.find.title')}</Question>
        <PatientFinder asking={asking} label={t('staff.find.by')} onAnswer={setAnswer} />
      </section>
      <section>
        {/* Heard, while the hand stays where it is: the card itself is long. */}
        <p className="unseen" role="status">
          {patient !== null && t('staff.find.found', { name: patient.name })}
        </p>
        {asking.refused !== null && <Notice tone="stop" title={t(`staff.asked.${asking.refused}`)} />}
        {answer !== null && patient === null && <Notice tone="note" title={t(answer.several ? 'staff.find.several' : 'staff.find.nobody')} />}
        {patient !== null && (
          <FoundPerson key={patient.patientId} patient={patient}>
            {aboutPerson?.(patient)}
          </FoundPerson>
        )}
      </section>
    </div>
  );
}
