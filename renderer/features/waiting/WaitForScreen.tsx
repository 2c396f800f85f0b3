import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AgreeAgain } from '../../app/AgreeAgain.tsx';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Settled } from '../../app/settled.ts';
import { useView } from '../../app/view.ts';
import { Chips } from '../../ui/Chips.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { inLanguage, lowerFirst } from '../../words/local.ts';
import { fullName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { Joined } from './Joined.tsx';
import { useSignedIn } from './useSignedIn.ts';
import { useWaitForm } from './useWaitForm.ts';
import { daysWords, waitingRefusalKey, whoWords } from './waitingWords.ts';
import './waiting.css';

/** S6. Where no free time suits: to whom, which days, which part of the day; everything is answered already, so one press is enough. */
export function WaitForScreen({ roleId }: { roleId: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const view = useView();
  const today = useToday();
  const isHere = useSignedIn({ name: 'waitFor', roleId });
  const doctor = useRead('doctors.card', { roleId }).data?.doctor ?? null;
  const form = useWaitForm(doctor, today, language);
  const [step, setStep] = useState(0);
  const { settled, busy } = form;
  if (settled?.kind === 'applied' || settled?.kind === 'waiting') return <Joined entryId={form.entryId} sent={settled.kind === 'applied'} />;

  const lead = doctor === null ? undefined : spoken(t('waiting.form.lead', { name: fullName(doctor), speciality: lowerFirst(inLanguage(doctor.speciality, language)) }), language);
  const problem = <Problem settled={settled} roleId={roleId} />;
  if (view === 'accessible') {
    const question = form.questions[step];
    const back = { label: t('shell.back'), icon: 'arrow-left', onPress: () => (step === 0 ? router.back() : setStep(step - 1)) };
    if (question !== undefined) {
      return (
        <KioskScreen
          title={question.label}
          dock={{ back }}
          low={{
            ...{ items: question.items, selectedId: question.selectedId, onSelect: question.onSelect },
            previousLabel: t('waiting.list.previous'),
            nextLabel: t('waiting.list.next'),
            primaryLabel: t('waiting.form.next'),
            onPrimary: () => setStep(step + 1),
          }}
        />
      );
    }
    return (
      <KioskScreen title={t('waiting.form.check')} dock={{ back, primary: { label: t('waiting.form.submitShort'), icon: 'check', onPress: () => void form.send(), busy, busyLabel: t('waiting.form.busy') } }}>
        {problem}
        {doctor !== null && <p>{spoken(whoWords(t, { doctor: form.wish.anyDoctor ? null : doctor, speciality: doctor.speciality }, language), language)}</p>}
        <p>{daysWords(t, form.wish, language)}</p>
      </KioskScreen>
    );
  }
  return (
    <KioskScreen
      title={t('waiting.form.title')}
      lead={lead}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back },
        primary: { label: t('waiting.form.submit'), icon: 'bell-ring', onPress: () => void form.send(), busy: busy || !isHere || doctor === null, busyLabel: t('waiting.form.busy') },
      }}
    >
      {problem}
      <div className="waitform">
        {form.questions.map(({ id, label, items, selectedId, onSelect }) => (
          <section key={id}>
            <h2>{label}</h2>
            <Chips label={label} items={items} selectedId={selectedId} onSelect={onSelect} />
          </section>
        ))}
      </div>
      <p className="waitform__next">{t('waiting.done.first')}</p>
    </KioskScreen>
  );
}

function Problem({ settled, roleId }: { settled: Settled | null; roleId: string }): ReactNode {
  const { t } = useTranslation();
  if (settled?.kind === 'failed') return <Notice tone="stop" title={t('waiting.form.failed')} />;
  if (settled?.kind !== 'refused') return null;
  return (
    <>
      <Notice tone="stop" title={t(`waiting.refusal.${waitingRefusalKey(settled.code)}`)} />
      <AgreeAgain refusal={settled.code} then={{ name: 'waitFor', roleId }} />
    </>
  );
}
