import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { spoken, spokenFacts } from '../../words/Spoken.tsx';
import { useCheck } from './useCheck.ts';
import { tones, verdictWords } from './verdictWords.ts';
import './seals.css';

/** One field a scanner types into, then one answer. Nothing of the paper's owner is known here, so nothing of them can be shown. */
export function CheckScreen(): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const { text, busy, verdict, fault, check, type, again } = useCheck();
  const back = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back };
  if (verdict !== null) return <VerdictScreen verdict={verdict} onAgain={again} onBack={router.back} />;
  return (
    <KioskScreen
      title={t('seals.ask.title')}
      lead={t('seals.ask.lead')}
      keyboard
      low={{ field: true }}
      dock={{ back, primary: { label: t('seals.ask.submit'), ...(accessible ? {} : { icon: 'scan-line' }), onPress: check, busy, busyLabel: t('seals.ask.busy') } }}
    >
      <TextField
        label={t('seals.ask.field')}
        value={text}
        onChange={type}
        icon="scan-line"
        layout="latin"
        hint={t(accessible ? 'seals.ask.hintLow' : 'seals.ask.hint')}
        {...(fault === null ? {} : { error: t(`seals.ask.${fault}`) })}
        {...(accessible ? {} : { onClear: () => type('') })}
        onEnter={check}
        autoFocus
      />
    </KioskScreen>
  );
}

function VerdictScreen({ verdict, onAgain, onBack }: { verdict: NonNullable<ReturnType<typeof useCheck>['verdict']>; onAgain: () => void; onBack: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { title, text, notes, facts, after } = verdictWords(t, verdict, language);
  const { verdict: kind } = verdict;
  return (
    <KioskScreen
      className="kiosk--outcome"
      title={title}
      lead={spoken(text, language)}
      dock={{ back: { label: t('shell.back'), onPress: onBack }, primary: { label: t('seals.ask.again'), icon: 'scan-line', onPress: onAgain } }}
    >
      <Seal tone={tones[kind]} />
      {notes.map((note) => (
        <Notice key={note} tone="wait">
          {spoken(note, language)}
        </Notice>
      ))}
      {facts.length > 0 && <Facts facts={spokenFacts(facts, language)} />}
      {after.map((sentence) => (
        <p key={sentence} className="seals__after">
          {sentence}
        </p>
      ))}
    </KioskScreen>
  );
}
