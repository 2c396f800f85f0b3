import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../../app/view.ts';
import type { PdfFile } from '../../pdf/openPdf.ts';
import { Button } from '../../ui/Button.tsx';
import { PageText } from './PageText.tsx';
import { usePage } from './usePage.ts';
import { usePan } from './usePan.ts';

/** Of the width of the glass. The second one lets the margins of a sheet go over the edge: all of its text is still on the glass, and larger. */
const zooms = [1, 1.2, 1.6, 2, 3] as const;

interface PagesProps {
  readonly file: PdfFile;
  readonly number: number;
  readonly onNumber: (number: number) => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * One page at a time, as wide as the glass, with everything a hand can do to it on buttons. In the accessible view the letters of the page come
 * first, as large as all others there, and the page itself under them.
 */
export function PaperPages({ file, number, onNumber, onFault }: PagesProps): ReactNode {
  const { t } = useTranslation();
  const accessible = useView() === 'accessible';
  const [zoom, setZoom] = useState(0);
  const top = useRef<HTMLParagraphElement>(null);
  const { canvas, ...page } = usePage({ file, number, zoom: zooms[zoom] ?? 1, onFault });
  const { glass, ...pan } = usePan(page);
  const where = t('papers.page', { now: number, total: file.pages });

  function turn(to: number): void {
    if (to < 1 || to > file.pages) return;
    onNumber(to);
    if (accessible) top.current?.scrollIntoView({ block: 'start' });
  }
  /** Reading on: a screenful further, and past the end of a page its next one. */
  function on(step: -1 | 1): void {
    if (step === 1 ? !pan.atEnd : !pan.atTop) return pan.by(0, step);
    turn(number + step);
  }
  const shown = (
    <p ref={top} className="paper__where" role="status">
      {where}
    </p>
  );
  const turning = (
    <div className="paper__bar">
      <Button icon="chevron-left" {...(number === 1 ? { disabledReason: '' } : {})} onPress={() => turn(number - 1)}>
        {t('papers.previous')}
      </Button>
      {!accessible && shown}
      <Button iconAfter="chevron-right" {...(number === file.pages ? { disabledReason: '' } : {})} onPress={() => turn(number + 1)}>
        {t('papers.next')}
      </Button>
    </div>
  );
  const zooming = (
    <>
      <Button icon="minus" {...(zoom === 0 ? { disabledReason: '' } : {})} onPress={() => setZoom(zoom - 1)}>
        {t('papers.smaller')}
      </Button>
      <Button icon="plus" {...(zoom === zooms.length - 1 ? { disabledReason: '' } : {})} onPress={() => setZoom(zoom + 1)}>
        {t('papers.larger')}
      </Button>
    </>
  );
  const aside = zoom > 0 && (
    <>
      <Button icon="arrow-left" {...(pan.atLeft ? { disabledReason: '' } : {})} onPress={() => pan.by(-1, 0)}>
        {t('papers.left')}
      </Button>
      <Button icon="arrow-right" {...(pan.atRight ? { disabledReason: '' } : {})} onPress={() => pan.by(1, 0)}>
        {t('papers.right')}
      </Button>
    </>
  );
  const sheet = (
    <Glass glass={glass} label={where} onScroll={pan.update}>
      <canvas ref={canvas} className="paper__sheet" aria-hidden="true" />
      {!accessible && (
        <div className="unseen">
          <PageText text={page.text} />
        </div>
      )}
    </Glass>
  );
  if (accessible) {
    return (
      <div className="paper paper--low">
        {shown}
        <PageText text={page.text} />
        {sheet}
        <div className="paper__bar">
          {zooming}
          {aside}
        </div>
        {turning}
      </div>
    );
  }
  return (
    <div className="fit paper">
      {sheet}
      <div className="paper__bar paper__bar--four">
        <Button icon="chevron-up" {...(pan.atTop && number === 1 ? { disabledReason: '' } : {})} onPress={() => on(-1)}>
          {t('papers.up')}
        </Button>
        <Button icon="chevron-down" {...(pan.atEnd && number === file.pages ? { disabledReason: '' } : {})} onPress={() => on(1)}>
          {t('papers.down')}
        </Button>
        {zooming}
        {aside}
      </div>
      {turning}
    </div>
  );
}

/** Keeps the page's place while it is drawn; arrows and Page Up / Page Down move it, as any region that scrolls. */
function Glass({ glass, label, onScroll, children }: { glass: RefObject<HTMLDivElement | null>; label: string; onScroll: () => void; children: ReactNode }): ReactNode {
  useEffect(onScroll);
  return (
    <div ref={glass} className="paper__glass" role="region" aria-label={label} tabIndex={0} onScroll={onScroll}>
      {children}
    </div>
  );
}
