import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../shared/contract.ts';
import type { FoundPatient, StaffCase } from '../../../shared/features/staff.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { dayAndMonth } from '../../words/day.ts';
import { PersonFacts } from './PersonFacts.tsx';
import { useAsking } from './useAsking.ts';

type Decision = Input<'staff.decide'>['decision'];

const decisions: Readonly<Record<StaffCase['kind'], readonly Decision[]>> = {
  lock: ['document_seen', 'dismissed'],
  duplicate: ['same_person', 'another_person'],
  esia_candidate: ['done', 'dismissed'],
  esia_conflict: ['done', 'dismissed'],
  withdrawal: ['done', 'dismissed'],
};

/** Row W7: what waits for a person's word. */
export function CasesTab(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const [cases, setCases] = useState<readonly StaffCase[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const { busy, refused, ask } = useAsking();
  const load = () => ask(async () => setCases((await call('staff.cases', {})).cases));
  // Once: a list that moves under a hand would have the wrong case decided.
  useEffect(load, []);
  const current = cases?.find(({ id }) => id === chosen) ?? null;
  return (
    <div className="desk__halves">
      <section>
        <Question>{t('staff.cases.title')}</Question>
        {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
        {done && <Notice tone="note" title={t('staff.cases.decided')} />}
        {cases !== null && cases.length === 0 && <p className="lead">{t('staff.cases.none')}</p>}
        {cases !== null && cases.length > 0 && (
          <Choices
            label={t('staff.cases.list')}
            labelHidden
            items={cases.map(({ id, kind, openedAt }) => ({ id, label: t(`staff.cases.kind.${kind}`), detail: `${dayAndMonth(dayOf(openedAt), language)}, ${clockOf(openedAt)}` }))}
            selectedId={chosen}
            onSelect={(id) => {
              setChosen(id);
              setDone(false);
            }}
          />
        )}
        <div className="desk__acts">
          <Button icon="rotate-ccw" onPress={load} busy={busy}>
            {t('staff.cases.reload')}
          </Button>
        </div>
      </section>
      <section>
        {current !== null && (
          <OneCase
            key={current.id}
            one={current}
            onDecided={() => {
              setDone(true);
              setChosen(null);
              load();
            }}
          />
        )}
      </section>
    </div>
  );
}

function OneCase({ one, onDecided }: { one: StaffCase; onDecided: () => void }): ReactNode {
  const { t } = useTranslation();
  const [people, setPeople] = useState<readonly FoundPatient[]>([]);
  const [note, setNote] = useState('');
  const { busy, refused, ask } = useAsking();
  const { patient, otherPatient } = one;
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
  return (
    <>
      <h2>{t(`staff.cases.kind.${one.kind}`)}</h2>
      <p className="lead">{t(`staff.cases.text.${one.kind}`)}</p>
      {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      {people.map((person) => (
        <PersonFacts key={person.patientId} patient={person} />
      ))}
      <TextField label={t('staff.cases.note')} value={note} onChange={setNote} maxLength={2_000} />
      <div className="desk__acts">
        {decisions[one.kind].map((decision, at) => (
          <Button key={decision} {...(at === 0 ? { kind: 'primary' } : {})} onPress={() => decide(decision)} busy={busy}>
            {t(`staff.cases.decision.${decision}`)}
          </Button>
        ))}
      </div>
    </>
  );
}
