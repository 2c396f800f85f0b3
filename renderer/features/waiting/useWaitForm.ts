import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import { addDays, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { PartOfDay } from '../../../shared/lib/partOfDay.ts';
import { runSettled, type Settled } from '../../app/settled.ts';
import { dayAndMonth, type Language } from '../../words/day.ts';
import { inLanguage, lowerFirst } from '../../words/local.ts';

export interface Question {
  readonly id: 'who' | 'from' | 'until' | 'part';
  readonly label: string;
  readonly items: readonly { readonly id: string; readonly label: string; readonly detail?: string }[];
  readonly selectedId: string;
  readonly onSelect: (id: string) => void;
}

const starts = { fromToday: 0, fromTomorrow: 1, fromWeek: 7 } as const;
const lengths = { week: 7, twoWeeks: 14, month: 30, threeMonths: 90 } as const;

/** Four questions, each answered already the way most would; and the sending, whose ids are made once for the whole screen. */
export function useWaitForm(doctor: DoctorCard | null, today: MoscowDay, language: Language) {
  const { t } = useTranslation();
  const [answers, setAnswers] = useState({ who: 'thisDoctor', from: 'fromToday', until: 'twoWeeks', part: 'anyPart' });
  const [ids, setIds] = useState(() => ({ commandId: crypto.randomUUID(), entryId: crypto.randomUUID() }));
  const [busy, setBusy] = useState(false);
  const [settled, setSettled] = useState<Settled | null>(null);

  const from = addDays(today, starts[answers.from as keyof typeof starts]);
  const until = addDays(from, lengths[answers.until as keyof typeof lengths]);
  const day = (of: MoscowDay) => dayAndMonth(of, language);
  const question = (id: Question['id'], label: string, items: Question['items']): Question => ({
    ...{ id, label, items, selectedId: answers[id] },
    onSelect: (chosen) => {
      setSettled(null);
      setAnswers((now) => ({ ...now, [id]: chosen }));
    },
  });
  const speciality = doctor === null ? '' : lowerFirst(inLanguage(doctor.speciality, language));
  const questions: readonly Question[] = [
    question('who', t('waiting.form.who'), [
      { id: 'thisDoctor', label: t('waiting.form.thisDoctor') },
      { id: 'anyDoctor', label: t('waiting.form.anyDoctorShort'), detail: speciality },
    ]),
    question('from', t('waiting.form.from'), (Object.keys(starts) as (keyof typeof starts)[]).map((id) => ({ id, label: t(`waiting.form.${id}`), detail: t('waiting.form.fromDay', { day: day(addDays(today, starts[id])) }) }))),
    question('until', t('waiting.form.until'), (Object.keys(lengths) as (keyof typeof lengths)[]).map((id) => ({ id, label: t(`waiting.form.${id}`), detail: t('waiting.form.untilDay', { day: day(addDays(from, lengths[id])) }) }))),
    question('part', t('waiting.form.part'), [
      { id: 'anyPart', label: t('waiting.form.anyPart') },
      ...PartOfDay.options.map((part) => ({ id: part, label: t(`waiting.form.${part}`), detail: t(`waiting.form.${part}Detail`) })),
    ]),
  ];

  async function send(): Promise<void> {
    if (busy || doctor === null) return;
    setBusy(true);
    setSettled(null);
    const part = PartOfDay.safeParse(answers.part).data ?? null;
    const result = await runSettled('waiting.join', { ...ids, roleId: doctor.roleId, anyDoctor: answers.who === 'anyDoctor', from, until, part });
    setBusy(false);
    setSettled(result);
    // A wish that was refused is over; the next try is another one.
    if (result.kind === 'refused') setIds({ commandId: crypto.randomUUID(), entryId: crypto.randomUUID() });
  }

  return { questions, busy, settled, send, entryId: ids.entryId, wish: { from, until, part: PartOfDay.safeParse(answers.part).data ?? null, anyDoctor: answers.who === 'anyDoctor' } };
}
