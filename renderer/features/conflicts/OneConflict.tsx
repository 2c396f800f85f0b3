import type { TFunction } from 'i18next';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConflictCase, ConflictDecision, ConflictSide } from '../../../shared/features/conflicts.ts';
import { clockOf, dayOf, type Instant } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Facts, type FactLine } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { dayAndMonth, type Language } from '../../words/day.ts';
import { inLanguage, languageOf } from '../../words/local.ts';
import { useConflictAsk } from './useConflictAsk.ts';

interface OneConflictProps {
  readonly one: ConflictCase;
  readonly onDone: (what: 'decided' | 'undone') => void;
}

/** Row W5: both versions with their devices and times, what is suggested, and the decision; of a decided one the decision, to be taken back. */
export function OneConflict({ one, onDone }: OneConflictProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const when = (at: Instant): string => momentOf(at, language);
  return (
    <>
      <h2>{t(`conflicts.kind.${one.kind}`)}</h2>
      <p className="lead">{t(`conflicts.text.${one.kind}`)}</p>
      <Facts
        facts={[
          { label: t('conflicts.one.patient'), value: one.patient === '' ? t('conflicts.nobody') : <span lang="ru">{one.patient}</span> },
          { label: t('conflicts.one.opened'), value: when(one.openedAt) },
        ]}
      />
      <div className="conflicts__sides">
        <Side title={t('conflicts.side.ours')} side={one.ours} made={t('conflicts.side.made')} />
        <Side title={t('conflicts.side.theirs')} side={one.theirs} made={t('conflicts.side.since')} />
      </div>
      {one.decision === null ? <Decide one={one} onDone={() => onDone('decided')} /> : <Decided one={one} decision={one.decision} onDone={() => onDone('undone')} />}
      {one.before.length > 0 && (
        <>
          <h3>{t('conflicts.one.before')}</h3>
          <ul>
            {one.before.map(({ deed, decision, at, by }) => (
              <li key={`${String(at)}-${deed}`}>{t(`conflicts.one.deed.${deed}`, { decision: t(`conflicts.decision.${decision}`), time: when(at), by })}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const momentOf = (at: Instant, language: Language): string => `${dayAndMonth(dayOf(at), language)}, ${clockOf(at)}`;

function sideFacts({ what, doctor, startsAt, status, device, madeAt, refusal }: ConflictSide, made: string, language: Language, t: TFunction): readonly FactLine[] {
  const unknown = t('conflicts.side.unknown');
  const only = (condition: boolean, fact: FactLine): readonly FactLine[] => (condition ? [fact] : []);
  return [
    { label: t('conflicts.side.what'), value: t(`conflicts.what.${what}`) },
    ...(doctor === null ? [] : [{ label: t('conflicts.side.doctor'), value: <span lang={languageOf(doctor, language)}>{inLanguage(doctor, language)}</span> }]),
    ...(startsAt === null ? [] : [{ label: t('conflicts.side.starts'), value: momentOf(startsAt, language) }]),
    ...only(status !== null, { label: t('conflicts.side.status'), value: t(`conflicts.status.${status ?? ''}`, { defaultValue: t('conflicts.status.other') }) }),
    { label: t('conflicts.side.device'), value: device ?? unknown },
    { label: made, value: madeAt === null ? unknown : momentOf(madeAt, language) },
    ...only(refusal !== null, { label: t('conflicts.side.refusal'), value: t(`conflicts.refusal.${refusal ?? ''}`, { defaultValue: t('conflicts.refusal.other') }) }),
  ];
}

function Side({ title, side, made }: { title: string; side: ConflictSide; made: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <Facts facts={sideFacts(side, made, language, t)} />
    </section>
  );
}

function Decide({ one, onDone }: { one: ConflictCase; onDone: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const [decision, setDecision] = useState<ConflictDecision>(one.suggested);
  const [slotId, setSlotId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const { busy, refused, ask, refuse } = useConflictAsk();
  const needsTime = decision === 'book_there' || decision === 'move_there';
  const submit = () => {
    if (needsTime && slotId === null) return refuse('time_required');
    if (decision === 'by_hand' && note.trim() === '') return refuse('note_required');
    ask(async () => {
      await call('conflicts.decide', { caseId: one.id, decision, slotId: needsTime ? slotId : null, note: note.trim() === '' ? null : note });
      onDone();
    });
  };
  const choose = (id: string) => {
    const chosen = one.decisions.find((each) => each === id);
    if (chosen !== undefined) setDecision(chosen);
    refuse(null);
  };
  return (
    <>
      <Choices
        label={t('conflicts.one.decide')}
        items={one.decisions.map((id) => ({ id, label: t(`conflicts.decision.${id}`), detail: [...(id === one.suggested ? [t('conflicts.one.suggested')] : []), t(`conflicts.decisionDetail.${id}`)].join(' · ') }))}
        selectedId={decision}
        onSelect={choose}
      />
      {needsTime && one.times.length === 0 && <p>{t('conflicts.one.noTimes')}</p>}
      {needsTime && one.times.length > 0 && (
        <Choices label={t('conflicts.one.times')} items={one.times.map(({ slotId: id, startsAt }) => ({ id, label: momentOf(startsAt, language) }))} selectedId={slotId} onSelect={setSlotId} />
      )}
      <TextField label={t('conflicts.one.note')} hint={t('conflicts.one.noteHint')} value={note} onChange={setNote} maxLength={2_000} onEnter={submit} />
      {refused !== null && <Notice tone="stop" title={t(`conflicts.error.${refused}`)} />}
      <div className="desk__acts">
        <Button kind="primary" busy={busy} busyLabel={t('conflicts.one.busy')} onPress={submit}>
          {t('conflicts.one.submit')}
        </Button>
      </div>
    </>
  );
}

function Decided({ one, decision, onDone }: { one: ConflictCase; decision: ConflictDecision; onDone: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { busy, refused, ask } = useConflictAsk();
  const undo = () =>
    ask(async () => {
      await call('conflicts.undo', { caseId: one.id });
      onDone();
    });
  const facts = [
    { label: t('conflicts.one.decision'), value: t(`conflicts.decision.${decision}`), detail: one.note ?? '' },
    ...(one.decidedAt === null ? [] : [{ label: t('conflicts.one.decidedAt'), value: momentOf(one.decidedAt, language), detail: one.decidedBy ?? '' }]),
  ];
  return (
    <>
      <Facts facts={facts} />
      {refused !== null && <Notice tone="stop" title={t(`conflicts.error.${refused}`)} />}
      <div className="desk__acts">
        <Button icon="rotate-ccw" busy={busy} onPress={undo}>
          {t('conflicts.one.undo')}
        </Button>
      </div>
    </>
  );
}
