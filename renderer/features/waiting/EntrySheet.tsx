import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingEntry } from '../../../shared/features/waiting.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useLanguage } from '../../app/i18n.ts';
import { runSettled, type Settled } from '../../app/settled.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { dayAndMonth } from '../../words/day.ts';
import { spoken } from '../../words/Spoken.tsx';
import { daysWords, waitingRefusalKey, whoWords } from './waitingWords.ts';

/** One wish: whom and when, and the way out of the queue. The list itself shows what came of it, also when the centre answers later. */
export function EntrySheet({ entry, onClose }: { entry: WaitingEntry; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const [commandId] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Settled | null>(null);
  const over = entry.leaving || entry.state === 'refused';

  async function leave(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const settled = await runSettled('waiting.leave', { commandId, entryId: entry.id });
    setBusy(false);
    if (settled.kind === 'failed' || settled.kind === 'refused') setProblem(settled);
    else onClose();
  }

  return (
    <Sheet
      title={t('waiting.entry.title')}
      onClose={onClose}
      dock={{
        back: { label: t(over ? 'shell.back' : 'waiting.entry.leaveNo'), icon: 'arrow-left', onPress: onClose },
        ...(over ? {} : { primary: { label: t('waiting.entry.leaveYes'), icon: 'x', onPress: () => void leave(), busy, busyLabel: t('waiting.entry.leaveBusy') } }),
      }}
    >
      {problem?.kind === 'refused' && <Notice tone="stop" title={t(`waiting.refusal.${waitingRefusalKey(problem.code)}`)} />}
      {problem?.kind === 'failed' && <Notice tone="stop" title={t('waiting.form.failed')} />}
      {entry.state === 'refused' && <Notice tone="stop" title={t(`waiting.refusal.${waitingRefusalKey(entry.refusal)}`)} />}
      <Facts
        facts={[
          { label: t('waiting.entry.who'), value: spoken(whoWords(t, entry, language), language) },
          { label: t('waiting.entry.days'), value: daysWords(t, entry, language) },
          { label: t('waiting.entry.since'), value: dayAndMonth(dayOf(entry.joinedAt), language), detail: t('waiting.entry.sinceDetail', { number: entry.number }) },
        ]}
      />
      {!over && <p>{t('waiting.entry.leaveText')}</p>}
    </Sheet>
  );
}
