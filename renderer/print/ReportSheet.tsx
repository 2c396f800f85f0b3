import type { ReactNode } from 'react';
import { SheetCode, SheetHead } from './SheetParts.tsx';
import type { ResultRow, ResultSheetWords } from './resultWords.ts';

export interface ReportBlock {
  readonly drawn: ReactNode;
  /** Never alone at the foot of a page. */
  readonly withNext: boolean;
  /** Stands under the heads of the columns, which are set anew on each page. */
  readonly isRow: boolean;
}

/** A report in pieces that are never cut in two. */
export function reportBlocks(words: ResultSheetWords, qr: string): ReportBlock[] {
  const block = (drawn: ReactNode, how: Partial<ReportBlock> = {}): ReportBlock => ({ drawn, withNext: false, isRow: false, ...how });
  return [
    block(<SheetHead words={words} />),
    ...(words.verdict === null ? [] : [block(<p className="report__verdict">{words.verdict}</p>)]),
    ...words.notes.map((note) => block(<p>{note}</p>)),
    ...words.rows.flatMap((row) => [
      block(<Row row={row} />, { isRow: true, withNext: row.below.length > 0 }),
      ...row.below.map((text) => block(<p className="report__below">{text}</p>, { isRow: true })),
    ]),
    ...(words.conclusion.length === 0 ? [] : [block(<h2>{words.conclusionHead}</h2>, { withNext: true })]),
    ...words.conclusion.map((text) => block(<p className="report__text">{text}</p>)),
    block(<p className="report__text">{words.notDiagnosis}</p>),
    block(<SheetCode words={words} qr={qr} />),
  ];
}

export function ReportHead({ columns }: { columns: readonly string[] }): ReactNode {
  return (
    <p className="report__row report__head">
      {columns.map((column) => (
        <span key={column}>{column}</span>
      ))}
    </p>
  );
}

function Row({ row: { name, value, unit, flag, range } }: { row: ResultRow }): ReactNode {
  const isOut = flag !== null && flag.side !== null && flag.side !== 'in';
  return (
    <p className={isOut ? 'report__row report__row--out' : 'report__row'}>
      <span>{name}</span>
      <b>
        {value}
        {unit !== null && <small>{unit}</small>}
      </b>
      <span className="report__flag">
        {flag !== null && (
          <>
            {flag.side !== null && <FlagShape side={flag.side} far={flag.far} />}
            {flag.word}
          </>
        )}
      </span>
      <span>{range}</span>
    </p>
  );
}

const shapes = { in: 'M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z', above: 'M10 2l8 15h-16z', below: 'M10 18l-8 -15h16z', off: 'M10 1l9 9l-9 9l-9 -9z' } as const;

/** In range a circle, above and below a triangle that points there, two of them far out: told apart on a grey copy. */
function FlagShape({ side, far }: { side: keyof typeof shapes; far: boolean }): ReactNode {
  return (
    <>
      {(far ? [1, 2] : [1]).map((one) => (
        <svg key={one} viewBox="0 0 20 20" aria-hidden="true">
          <path d={shapes[side]} {...(side === 'in' ? { fill: 'none', stroke: '#000', strokeWidth: 2 } : {})} />
        </svg>
      ))}
    </>
  );
}

/** One column to measure the pieces in, as wide as a page takes them; the heads of the columns first. */
export function ReportColumn({ blocks, columns }: { blocks: readonly ReportBlock[]; columns: readonly string[] }): ReactNode {
  return (
    <div className="memo__body">
      <div className="memo__block">
        <ReportHead columns={columns} />
      </div>
      {blocks.map(({ drawn }, at) => (
        <div key={at} className="memo__block">
          {drawn}
        </div>
      ))}
    </div>
  );
}

export function ReportSheet({ words, blocks, pages }: { words: ResultSheetWords; blocks: readonly ReportBlock[]; pages: readonly (readonly number[])[] }): ReactNode {
  return pages.map((page, index) => {
    const first = page.findIndex((at) => blocks[at]?.isRow === true);
    return (
      <main key={index} className="memo">
        <div className="memo__body">
          {page.map((at, place) => (
            <div key={at} className="memo__block">
              {place === first && <ReportHead columns={words.columns} />}
              {blocks[at]?.drawn}
            </div>
          ))}
        </div>
        <footer>
          <span>{words.footer}</span>
          <span className="nb">{words.page(index + 1, pages.length)}</span>
        </footer>
      </main>
    );
  });
}
