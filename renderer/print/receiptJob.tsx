import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { deletion } from '../../shared/features/deletion.ts';
import { a4Millimetres, ask, PrintFailed, type DrawJob } from './job.ts';
import './memo.css';
import { SheetCode, SheetHead } from './SheetParts.tsx';
import { receiptWords, type ReceiptWords } from './receiptWords.ts';

/** A deletion on one sheet: its number, how much, and how to have it back. */
export const drawReceipt: DrawJob = async (bridge, into) => {
  const paper = await ask(bridge, 'deletion.job', {}, deletion['deletion.job'].output);
  if (paper === null) return null;
  document.documentElement.lang = paper.language;
  document.documentElement.dataset['paper'] = 'a4';
  flushSync(() => createRoot(into).render(<ReceiptSheet words={receiptWords(paper)} qr={paper.qr} />));
  // React reports a failed drawing and leaves the page empty. An empty sheet must not count as a receipt.
  if (into.childElementCount === 0) throw new PrintFailed('internal');
  await document.fonts.ready;
  return a4Millimetres;
};

function ReceiptSheet({ words, qr }: { words: ReceiptWords; qr: string }): ReactNode {
  return (
    <main className="memo">
      <div className="memo__body">
        <SheetHead words={words} />
        <h2>{words.whatHead}</h2>
        {words.what.map(({ label, value }) => (
          <p key={label} className="memo__line">
            <span>{label}</span>
            <b>{value}</b>
          </p>
        ))}
        <h2>{words.backHead}</h2>
        <p>{words.back}</p>
        <br />
        {words.texts.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <SheetCode words={words} qr={qr} />
      </div>
      <footer>
        <span>{words.footer}</span>
      </footer>
    </main>
  );
}
