import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffCase } from '../../../shared/features/staff.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { dayAndMonth } from '../../words/day.ts';
import { OneCase } from './OneCase.tsx';
import { useAsking } from './useAsking.ts';

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
