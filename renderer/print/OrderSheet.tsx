import type { ReactNode } from 'react';
import type { OrderWords } from './orderWords.ts';
import { SheetCode, SheetHead } from './SheetParts.tsx';

export interface MemoBlock {
  readonly drawn: ReactNode;
  readonly withNext: boolean;
}

/** The memo in pieces that are never cut in two. */
export function memoBlocks(words: OrderWords, qr: string): MemoBlock[] {
  const alone = (drawn: ReactNode): MemoBlock => ({ drawn, withNext: false });
  const heading = (drawn: ReactNode): MemoBlock => ({ drawn, withNext: true });
  return [
    alone(<SheetHead words={words} />),
    heading(<h2>{words.linesHead}</h2>),
    ...words.lines.map(({ name, code, price }) =>
      alone(
        <p className="memo__line">
          <span>
            {name} <small>{code}</small>
          </span>
          <b>{price}</b>
        </p>,
      ),
    ),
    alone(
      <>
        <p className="memo__line memo__total">
          <span>{words.total.label}</span>
          <b>{words.total.value}</b>
        </p>
        <p>{words.prices}</p>
      </>,
    ),
    heading(<h2>{words.prepareHead}</h2>),
    ...words.advice.map(({ text, services }) =>
      alone(
        <p className="memo__advice">
          {text}
          {services !== null && <small>{services}</small>}
        </p>,
      ),
    ),
    alone(<p>{words.doctorFirst}</p>),
    alone(<SheetCode words={words} qr={qr} />),
  ];
}

/** One column to measure the pieces in, as wide as a page takes them. */
export function MemoColumn({ blocks }: { blocks: readonly MemoBlock[] }): ReactNode {
  return (
    <div className="memo__body">
      {blocks.map(({ drawn }, at) => (
        <div key={at} className="memo__block">
          {drawn}
        </div>
      ))}
    </div>
  );
}

export function OrderSheet({ words, blocks, pages }: { words: OrderWords; blocks: readonly MemoBlock[]; pages: readonly (readonly number[])[] }): ReactNode {
  return pages.map((page, index) => (
    <main key={index} className="memo">
      <MemoColumn blocks={page.flatMap((at) => blocks[at] ?? [])} />
      <footer>
        <span>{words.footer}</span>
        <span className="nb">{words.page(index + 1, pages.length)}</span>
      </footer>
    </main>
  ));
}
