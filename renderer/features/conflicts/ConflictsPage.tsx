import type { TFunction } from 'i18next';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConflictCase, ConflictRow } from '../../../shared/features/conflicts.ts';
import { call } from '../../app/client.ts';
import { useNow } from '../../app/clock.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { OneConflict } from './OneConflict.tsx';
import { useConflictAsk } from './useConflictAsk.ts';
import './conflicts.css';

type State = 'open' | 'decided';
const minute = 60_000;

/** Row W5: what the devices could not settle between themselves, with its age, and one of them with both versions side by side. */
export function ConflictsPage(): ReactNode {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const [state, setState] = useState<State>('open');
  const [cases, setCases] = useState<readonly ConflictRow[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [done, setDone] = useState<'decided' | 'undone' | null>(null);
  const { busy, refused, ask } = useConflictAsk();
  const load = (which: State) =>
    ask(async () => {
      setState(which);
      setChosen(null);
      setCases((await call('conflicts.list', { state: which })).cases);
    });
  // Once: a list that moves under a hand would have the wrong case decided.
  useEffect(() => load('open'), []);
  const after = (what: 'decided' | 'undone') => {
    setDone(what);
    load('open');
  };
  return (
    <div className="desk__halves conflicts">
      <section>
        <Question>{t('conflicts.title')}</Question>
        <p>{t('conflicts.lead')}</p>
        {refused !== null && <Notice tone="stop" title={t(`conflicts.error.${refused}`)} />}
        {done !== null && <Notice tone="note" title={t(`conflicts.${done}`)} />}
        {cases !== null && cases.length === 0 && <p className="lead">{t(state === 'open' ? 'conflicts.none' : 'conflicts.noneDecided')}</p>}
        {cases !== null && cases.length > 0 && (
          <Choices
            label={t(state === 'open' ? 'conflicts.list' : 'conflicts.listDecided')}
            labelHidden
            items={cases.map((row) => ({ id: row.id, label: t(`conflicts.kind.${row.kind}`), detail: rowWords(row, now, t) }))}
            selectedId={chosen}
            onSelect={(id) => {
              setDone(null);
              setChosen(id);
            }}
          />
        )}
        <div className="desk__acts">
          <Button icon="rotate-ccw" onPress={() => load(state)} busy={busy}>
            {t('conflicts.reload')}
          </Button>
          <Button onPress={() => load(state === 'open' ? 'decided' : 'open')}>{t(state === 'open' ? 'conflicts.showDecided' : 'conflicts.showOpen')}</Button>
        </div>
      </section>
      <section>{chosen !== null && <Chosen key={chosen} caseId={chosen} onDone={after} />}</section>
    </div>
  );
}

/** Read anew when it is chosen: what may be decided is what is true now. */
function Chosen({ caseId, onDone }: { caseId: string; onDone: (what: 'decided' | 'undone') => void }): ReactNode {
  const { t } = useTranslation();
  const [one, setOne] = useState<ConflictCase | null>(null);
  const { refused, ask } = useConflictAsk();
  useEffect(() => ask(async () => setOne((await call('conflicts.one', { caseId })).one)), [caseId]);
  if (refused !== null) return <Notice tone="stop" title={t(`conflicts.error.${refused}`)} />;
  return one === null ? null : <OneConflict one={one} onDone={onDone} />;
}

function rowWords({ patient, device, openedAt }: ConflictRow, now: number, t: TFunction): string {
  const minutes = Math.max(0, Math.floor((now - openedAt) / minute));
  const age = minutes < 1 ? t('conflicts.age.now') : minutes < 60 ? t('conflicts.age.minutes', { n: minutes }) : minutes < 2_880 ? t('conflicts.age.hours', { n: Math.floor(minutes / 60) }) : t('conflicts.age.days', { n: Math.floor(minutes / 1_440) });
  return [patient === '' ? t('conflicts.nobody') : patient, ...(device === null ? [] : [device]), age].join(' · ');
}
