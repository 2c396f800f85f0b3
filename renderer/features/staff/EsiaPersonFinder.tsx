import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import { PatientFinder, type FindAnswer } from '../../app/PatientFinder.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PersonFacts } from './PersonFacts.tsx';
import { useAsking } from './useAsking.ts';

interface Finder {
  /** The record the server thinks of, if it thinks of one. */
  readonly suggested: FoundPatient | null;
  readonly busy: boolean;
  readonly onLink: (patientId: string) => void;
}

/** Row R5: whose record it is, said by a person who has seen the document: the one that is suggested, or another, found by what stands in it. */
export function EsiaPersonFinder({ suggested, busy, onLink }: Finder): ReactNode {
  const { t } = useTranslation();
  const [looking, setLooking] = useState(false);
  const [answer, setAnswer] = useState<FindAnswer | null>(null);
  const asking = useAsking();
  const isLooking = looking || suggested === null;
  const found = answer?.patient ?? null;
  const chosen = isLooking ? found : suggested;
  return (
    <>
      {isLooking && (
        <>
          <h3>{t('staff.esia.find')}</h3>
          <PatientFinder asking={asking} label={t('staff.find.by')} onAnswer={setAnswer} autoFocus={looking} />
          {asking.refused !== null && <Notice tone="stop" title={t(`staff.asked.${asking.refused}`)} />}
          {answer !== null && found === null && <Notice tone="note" title={t(answer.several ? 'staff.find.several' : 'staff.find.nobody')} />}
          {found !== null && <PersonFacts patient={found} />}
        </>
      )}
      <p className="unseen" role="status">
        {isLooking && found !== null && t('staff.find.found', { name: found.name })}
      </p>
      <div className="desk__acts">
        {chosen !== null && (
          <Button kind="primary" icon="id-card" onPress={() => onLink(chosen.patientId)} busy={busy}>
            {t('staff.esia.link')}
          </Button>
        )}
        {!isLooking && (
          <Button icon="search" onPress={() => setLooking(true)}>
            {t('staff.esia.another')}
          </Button>
        )}
      </div>
    </>
  );
}
