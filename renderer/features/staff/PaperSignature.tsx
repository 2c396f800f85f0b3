import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Tick } from '../../ui/Tick.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { inLanguage } from '../../words/local.ts';
import { useAsking } from './useAsking.ts';

interface Paper {
  readonly patientId: string;
  readonly onBack: () => void;
  /** With the title of what was signed. */
  readonly onDone: (title: string) => void;
}

const texts = ['ru', 'en'] as const;

/** Row R1 on paper: which of the two documents, in which language, and that the sheet is in hand. */
export function PaperSignature({ patientId, onBack, onDone }: Paper): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const inForce = useRead('documents.current', {}).data?.inForce ?? [];
  const [documentId, setDocumentId] = useState<string | null>(null);
  const [textLanguage, setTextLanguage] = useState<'ru' | 'en'>('ru');
  const [inHand, setInHand] = useState(false);
  // Its answer may be lost; said again under the same number, it is the same signature.
  const [acceptanceId, setAcceptanceId] = useState(() => crypto.randomUUID());
  const { busy, refused, ask, refuse } = useAsking();
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that led here is gone; a hand on the keyboard goes on from where it was.
  useEffect(() => heading.current?.focus(), []);
  const english = useRead('documents.one', documentId === null ? null : { documentId, language: 'en' }).data?.document ?? null;

  const choose = (id: string | null, of: 'ru' | 'en') => {
    setDocumentId(id);
    setTextLanguage(of);
    setInHand(false);
    setAcceptanceId(crypto.randomUUID());
    refuse(null);
  };
  const record = () => {
    if (documentId === null) return refuse('document_unchosen');
    if (!inHand) return refuse('paper_not_in_hand');
    ask(async () => {
      // Asked for now: whoever has chosen and is quicker than the text must not be told to choose.
      const { document } = await call('documents.one', { documentId, language: textLanguage });
      if (document === null) return refuse('not_found');
      const { kind, version, sha256, title } = document;
      await call('staff.recordPaper', { acceptanceId, patientId, kind, version, sha256 });
      onDone(inLanguage(title, language));
    });
  };
  return (
    <>
      <h3 ref={heading} tabIndex={-1}>
        {t('staff.paper.title')}
      </h3>
      <Choices
        label={t('staff.paper.which')}
        items={inForce.map(({ documentId: id, title, version, effective }) => ({ id, label: inLanguage(title, language), detail: t('staff.paper.version', { version, day: dayMonthYear(effective, language) }) }))}
        selectedId={documentId}
        onSelect={(id) => choose(id, 'ru')}
      />
      {english?.language === 'en' && (
        <Choices
          label={t('staff.paper.text')}
          items={texts.map((id) => ({ id, label: t(`staff.paper.language.${id}`) }))}
          selectedId={textLanguage}
          onSelect={(id) => choose(documentId, id === 'en' ? 'en' : 'ru')}
        />
      )}
      <Tick
        checked={inHand}
        onChange={(checked) => {
          setInHand(checked);
          refuse(null);
        }}
      >
        {t('staff.paper.inHand')}
      </Tick>
      {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      <div className="desk__acts">
        <Button kind="primary" icon="check" onPress={record} busy={busy} busyLabel={t('staff.paper.busy')}>
          {t('staff.paper.record')}
        </Button>
        <Button onPress={onBack}>{t('shell.back')}</Button>
      </div>
    </>
  );
}
