import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Outcome } from '../../ui/Outcome.tsx';
import { Question } from '../../ui/Question.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { spoken, spokenFacts } from '../../words/Spoken.tsx';
import { useCheck } from './useCheck.ts';
import { tones, verdictWords } from './verdictWords.ts';

/** A page of the desk: the field stays ready for the next sheet, the answer to the last one stands beside it. */
export function SealsPage(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { text, busy, verdict, fault, check, type } = useCheck();
  const words = verdict === null ? null : verdictWords(t, verdict, language);
  return (
    <div className="desk__halves">
      <section>
        <Question>{t('seals.ask.title')}</Question>
        <p>{t('seals.ask.lead')}</p>
        <TextField
          label={t('seals.ask.field')}
          value={text}
          onChange={type}
          icon="scan-line"
          hint={t('seals.ask.hint')}
          {...(fault === null ? {} : { error: t(`seals.ask.${fault}`) })}
          onEnter={check}
          onClear={() => type('')}
          autoFocus
        />
        <div className="desk__acts">
          <Button kind="primary" icon="scan-line" busy={busy} busyLabel={t('seals.ask.busy')} onPress={check}>
            {t('seals.ask.submit')}
          </Button>
        </div>
      </section>
      <section aria-live="polite">
        {verdict !== null && words !== null && (
          <>
            <Outcome tone={tones[verdict.verdict]}>
              <h2>{words.title}</h2>
              <p>{spoken(words.text, language)}</p>
            </Outcome>
            {words.notes.map((note) => (
              <Notice key={note} tone="wait">
                {spoken(note, language)}
              </Notice>
            ))}
            {words.facts.length > 0 && <Facts facts={spokenFacts(words.facts, language)} />}
            {words.after.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </>
        )}
      </section>
    </div>
  );
}
