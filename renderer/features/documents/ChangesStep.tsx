import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change, ChangedSection } from '../../../shared/lib/documentDiff.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { StepMark } from '../../ui/Steps.tsx';
import { dayMonthYear } from '../../words/day.ts';
import type { PendingDocument } from './pending.ts';
import { TextPages } from '../../ui/TextPages.tsx';
import './documents.css';

const icons: Record<Change['what'], string> = { added: 'plus', removed: 'minus', changed: 'pencil' };

interface ChangesProps {
  readonly document: PendingDocument;
  readonly beforeId: string;
  readonly step?: StepMark;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

/** R2: what is different from the version accepted before. Said by a word and a shape, and by colour last. */
export function ChangesStep({ document, beforeId, step, onBack, onNext }: ChangesProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const sections = useRead('documents.diff', { beforeId, documentId: document.documentId, language }).data?.sections;
  const body = sections === undefined ? null : <Changes sections={sections} />;
  const title = t(`documents.changes.title.${document.kind}`);
  return (
    <KioskScreen
      title={title}
      {...(step === undefined ? {} : { step })}
      lead={t('documents.changes.lead', { day: dayMonthYear(document.effective, language) })}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: onBack },
        primary: { label: t('documents.changes.next'), icon: 'arrow-right', onPress: onNext },
      }}
    >
      {accessible ? body : <TextPages label={title}>{body}</TextPages>}
    </KioskScreen>
  );
}

function Changes({ sections }: { sections: readonly ChangedSection[] }): ReactNode {
  const { t } = useTranslation();
  if (sections.length === 0) return <p className="doc">{t('documents.changes.none')}</p>;
  return (
    <div className="doc diff">
      {sections.map(({ heading, changes }, index) => (
        <section key={index}>
          {heading !== null && <h2>{heading}</h2>}
          {changes.map((change, place) => (
            <One key={place} change={change} />
          ))}
        </section>
      ))}
      <p className="diff__rest">{t('documents.changes.rest')}</p>
    </div>
  );
}

function One({ change: { what, words } }: { change: Change }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={`diff__one diff__one--${what}`}>
      <p className="diff__what">
        <Icon name={icons[what]} />
        <b>{t(`documents.changes.${what}`)}</b>
      </p>
      <p>
        {words.map(({ text, what: how }, index) =>
          how === 'same' ? text : how === 'added' ? <ins key={index}>{text}</ins> : <del key={index}>{text}</del>,
        )}
      </p>
    </div>
  );
}
