import type { ReactNode } from 'react';
import type { OrderWords } from './orderWords.ts';
import { PaperMark } from './PaperMark.tsx';
import { PaperQr } from './PaperQr.tsx';

export interface MemoBlock {
  readonly drawn: ReactNode;
  readonly withNext: boolean;
}

/** The memo in pieces that are never cut in two. */
export function memoBlocks(words: OrderWords, qr: string): MemoBlock[] {
  const alone = (drawn: ReactNode): MemoBlock => ({ drawn, withNext: false });
  const heading = (drawn: ReactNode): MemoBlock => ({ drawn, withNext: true });
  return [
    alone(
      <>
        <header>
          <PaperMark />
          <p>{words.clinic}</p>
        </header>
        <h1>
          <span>{words.head}</span>
          <small>{words.state}</small>
        </h1>
        <dl>
          {words.facts.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </>,
    ),
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
    alone(
      <div className="memo__code">
        <PaperQr text={qr} label={words.qrLabel} wantedMm={34} />
        <p>
          {words.code}
          <br />
          {words.phone}
        </p>
      </div>,
    ),
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
