import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalText } from '../../../shared/lib/localText.ts';
import { call, useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { usePrinting } from '../../app/usePrinting.ts';
import { useView } from '../../app/view.ts';
import { mostPrintedPages } from '../../pdf/limits.ts';
import type { PdfFile } from '../../pdf/openPdf.ts';
import { Empty } from '../../ui/Empty.tsx';
import type { Dock } from '../../ui/layout.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { inLanguage, languageOf } from '../../words/local.ts';
import { PaperPages } from './PaperPages.tsx';
import { usePaper, type PaperProblem } from './usePaper.ts';
import './papers.css';

const worthAgain: readonly PaperProblem[] = ['offline', 'try_later', 'failed'];

/** R1, L3: a patient's PDF, read and printed without leaving the app. */
export function PaperScreen({ binaryId, title }: { binaryId: string; title: LocalText }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const me = useRead('identity.me', {}).data;
  const { state, again, fail } = usePaper(binaryId);
  useEffect(() => {
    if (me?.role === 'visitor') router.replace({ name: 'signIn', then: { name: 'paper', binaryId, title }, reason: 'restarted' });
  }, [me, binaryId, title, router]);
  const back = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back };
  // A heading is plain words of the page's language; what the clinic wrote in another one, and what would fill half of the glass, stands under it.
  const name = inLanguage(title, language);
  const isShort = accessible || languageOf(title, language) !== undefined;
  const heading = { title: isShort ? t('papers.document') : name, ...(isShort ? { lead: <span lang={languageOf(title, language)}>{name}</span> } : {}) };
  if (state.is === 'open') return <OpenPaper binaryId={binaryId} heading={heading} file={state.file} back={back} onFault={fail} />;
  if (state.is === 'problem') {
    const { problem } = state;
    return (
      <KioskScreen {...heading} dock={{ back, ...(worthAgain.includes(problem) ? { primary: { label: t('papers.again'), icon: 'rotate-ccw', onPress: again } } : {}) }}>
        <Empty icon="file-text" title={t(`papers.problem.${problem}.title`)}>
          {t(`papers.problem.${problem}.next`)}
        </Empty>
      </KioskScreen>
    );
  }
  return (
    <KioskScreen {...heading} dock={{ back }}>
      <Skeleton lines={1} height={900} label={t(`papers.${state.is}`)} />
    </KioskScreen>
  );
}

interface OpenProps {
  readonly binaryId: string;
  readonly heading: { readonly title: string; readonly lead?: ReactNode };
  readonly file: PdfFile;
  readonly back: NonNullable<Dock['back']>;
  readonly onFault: (error: unknown) => void;
}

function OpenPaper({ binaryId, heading, file, back, onFault }: OpenProps): ReactNode {
  const { t } = useTranslation();
  const [number, setNumber] = useState(1);
  const { print, busy, said } = usePrinting(() => call('papers.print', { binaryId }));
  const tooLong = file.pages > mostPrintedPages;
  return (
    <KioskScreen
      className="kiosk--paper"
      {...heading}
      dock={{
        back,
        primary: {
          ...{ label: t(said === 'done' ? 'papers.printMore' : 'papers.print'), icon: 'printer', onPress: () => void print(), busy, busyLabel: t('papers.printing') },
          ...(tooLong ? { disabledReason: t('papers.tooLong', { count: mostPrintedPages }) } : {}),
        },
      }}
    >
      {(said === 'noPrinter' || said === 'failed') && <Notice tone="stop" title={t(`papers.printProblem.${said === 'noPrinter' ? 'no_printer' : said}`)} />}
      {said === 'done' && <Notice tone="note" title={t('papers.printed')} />}
      <PaperPages file={file} number={number} onNumber={setNumber} onFault={onFault} />
    </KioskScreen>
  );
}
