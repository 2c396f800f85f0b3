import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../shared/contract.ts';
import type { FoundPatient, StaffCase } from '../../../shared/features/staff.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { EsiaPersonFinder } from './EsiaPersonFinder.tsx';
import { PersonFacts } from './PersonFacts.tsx';
import { useAsking } from './useAsking.ts';

type Decision = Input<'staff.decide'>['decision'];

const decisions: Readonly<Record<StaffCase['kind'], readonly Decision[]>> = {
  lock: ['document_seen', 'dismissed'],
  duplicate: ['same_person', 'another_person'],
  esia_candidate: ['done', 'dismissed'],
  esia_conflict: ['done', 'dismissed'],
  withdrawal: ['done', 'dismissed'],
  // Decided beside the scanned application, by another member of staff than the one who opened it (row D2).
  restore: [],
};

/** Row W7: both sides of a case, as much of them as one compares with a document, and the decision. */
export function OneCase({ one, onDecided }: { one: StaffCase; onDecided: () => void }): ReactNode {
  const { t } = useTranslation();
  const [people, setPeople] = useState<readonly FoundPatient[]>([]);
  const [note, setNote] = useState('');
  const { busy, refused, ask } = useAsking();
  const { patient, otherPatient, claim } = one;
  useEffect(() => {
    let stopped = false;
    const ids = [patient, otherPatient].filter((id) => id !== null);
    Promise.all(ids.map((patientId) => call('staff.findPatient', { patientId }))).then(
      (answers) => {
        if (!stopped) setPeople(answers.flatMap((answer) => (answer.patient === null ? [] : [answer.patient])));
      },
      () => undefined,
    );
    return () => {
      stopped = true;
    };
  }, [patient, otherPatient]);
  const decide = (decision: Decision) =>
    ask(async () => {
      await call('staff.decide', { caseId: one.id, decision, note: note.trim() === '' ? null : note });
      onDecided();
    });
  const link = (patientId: string) =>
    ask(async () => {
      await call('staff.linkEsia', { caseId: one.id, patientId });
      onDecided();
    });
  return (
    <>
      <h2>{t(`staff.cases.kind.${one.kind}`)}</h2>
      <p className="lead">{t(`staff.cases.text.${one.kind}`)}</p>
      {claim !== null && <Notice tone="note" title={t(`staff.esia.reason.${claim.reason}`)} />}
      {claim !== null && (
        <>
          <h3>{t('staff.esia.came')}</h3>
          <PersonFacts patient={claim.person} />
          {people.length > 0 && <h3>{t('staff.esia.ours')}</h3>}
        </>
      )}
      {people.map((person) => (
        <PersonFacts key={person.patientId} patient={person} />
      ))}
      {claim !== null && <EsiaPersonFinder suggested={people[0] ?? null} busy={busy} onLink={link} />}
      {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      <TextField label={t('staff.cases.note')} value={note} onChange={setNote} maxLength={2_000} />
      <div className="desk__acts">
        {decisions[one.kind].map((decision, at) => (
          <Button key={decision} {...(at === 0 && claim === null ? { kind: 'primary' } : {})} onPress={() => decide(decision)} busy={busy}>
            {t(`staff.cases.decision.${decision}`)}
          </Button>
        ))}
      </div>
    </>
  );
}
