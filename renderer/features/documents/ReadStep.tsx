import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import type { StepMark } from '../../ui/Steps.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { inLanguage } from '../../words/local.ts';
import { DocumentBody } from './DocumentBody.tsx';
import { TextPages } from '../../ui/TextPages.tsx';

interface ReadProps {
  readonly documentId: string;
  readonly step?: StepMark;
  readonly onBack: () => void;
  /** Missing: the text is only read. Gets the hash of what was on the screen. */
  readonly onAccept?: (sha256: string) => void;
}

/** A document in full. «Принимаю» works once its end has been on the screen. */
export function ReadStep({ documentId, step, onBack, onAccept }: ReadProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const document = useRead('documents.one', { documentId, language }).data?.document ?? null;
  // Of which text the end was seen: the other language, or a newer text, is to be read for itself.
  const [ended, setEnded] = useState<string | null>(null);
  const read = document !== null && ended === document.sha256;
  const accept = () => {
    if (document !== null && read) onAccept?.(document.sha256);
  };
  const body = document === null ? null : <DocumentBody document={document} onEnd={() => setEnded(document.sha256)} />;
  const title = document === null ? t('documents.read.title') : inLanguage(document.title, language);
  return (
    <KioskScreen
      title={title}
      {...(step === undefined ? {} : { step })}
      {...(document === null ? {} : { lead: t('documents.read.version', { version: document.version, day: dayMonthYear(document.effective, language) }) })}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: onBack },
        ...(onAccept === undefined
          ? {}
          : { primary: { label: t('documents.read.accept'), icon: 'check', onPress: accept, ...(read ? {} : { disabledReason: t('documents.read.notRead') }) } }),
      }}
    >
      {accessible ? body : <TextPages label={title}>{body}</TextPages>}
    </KioskScreen>
  );
}
