import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentText } from '../../../shared/features/documents.ts';
import type { Block } from '../../../shared/lib/documentBlocks.ts';
import './documents.css';

/** Neighbouring items are one list. */
function grouped(blocks: readonly Block[]): (Block | readonly Block[])[] {
  const groups: (Block | Block[])[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== 'item') groups.push(block);
    else if (Array.isArray(last)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

function Words({ spans }: Pick<Block, 'spans'>): ReactNode {
  return spans.map(({ text, strong }, index) => (strong ? <strong key={index}>{text}</strong> : text));
}

function Part({ block, top }: { block: Block; /** The highest heading of the text: it stands right under the question. */ top: number }): ReactNode {
  if (block.kind === 'heading' && block.level > top) {
    return (
      <h3>
        <Words spans={block.spans} />
      </h3>
    );
  }
  if (block.kind === 'heading') {
    return (
      <h2>
        <Words spans={block.spans} />
      </h2>
    );
  }
  return (
    <p>
      <Words spans={block.spans} />
    </p>
  );
}

/** The text as the clinic wrote it. Only our own elements: what looks like markup in it is shown as letters. */
export function DocumentBody({ document, onEnd }: { document: Pick<DocumentText, 'language' | 'blocks'>; onEnd?: () => void }): ReactNode {
  const top = Math.min(...document.blocks.flatMap(({ kind, level }) => (kind === 'heading' ? [level] : [])));
  return (
    <div className="doc" lang={document.language}>
      {grouped(document.blocks).map((group, index) =>
        'kind' in group ? (
          <Part key={index} block={group} top={top} />
        ) : (
          <ul key={index} className="doc__items">
            {group.map(({ level, marker, spans }, place) => (
              <li key={place} className={level > 1 ? 'doc__deep' : ''}>
                <span className="doc__mark">{marker}</span>
                <span>
                  <Words spans={spans} />
                </span>
              </li>
            ))}
          </ul>
        ),
      )}
      {onEnd !== undefined && <End onEnd={onEnd} />}
    </div>
  );
}

/**
 * The last line. It has been reached when it is in view, however one got there: by finger, by the buttons, by keys, by a screen reader
 * that walks to it, or because the whole text fits.
 */
function End({ onEnd }: { onEnd: () => void }): ReactNode {
  const { t } = useTranslation();
  const line = useRef<HTMLParagraphElement>(null);
  const told = useRef(onEnd);
  told.current = onEnd;
  useEffect(() => {
    if (line.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) told.current();
      },
      { threshold: 0.6 },
    );
    observer.observe(line.current);
    return () => observer.disconnect();
  }, []);
  return (
    <p ref={line} className="doc__end" tabIndex={0}>
      {t('documents.read.end')}
    </p>
  );
}
