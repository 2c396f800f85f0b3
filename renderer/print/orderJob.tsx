import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { orders } from '../../shared/features/orders.ts';
import { a4Millimetres, ask, PrintFailed, type DrawJob } from './job.ts';
import './memo.css';
import { MemoColumn, memoBlocks, OrderSheet } from './OrderSheet.tsx';
import { orderWords } from './orderWords.ts';
import { paginate } from './paginate.ts';

const pixelsPerMillimetre = 96 / 25.4;
/** Between the margins, above the footer. */
const roomMillimetres = 246;

/** An order with its memo, on as many sheets as a hundred lines take. */
export const drawOrder: DrawJob = async (bridge, into) => {
  const memo = await ask(bridge, 'orders.job', {}, orders['orders.job'].output);
  if (memo === null) return null;
  const words = orderWords(memo);
  const blocks = memoBlocks(words, memo.qr);
  document.documentElement.lang = memo.language;
  document.documentElement.dataset['paper'] = 'a4';
  const root = createRoot(into);
  flushSync(() => root.render(<MemoColumn blocks={blocks} />));
  // Measured with the fonts it will be printed with: another font breaks its lines elsewhere.
  await document.fonts.ready;
  const heights = [...into.querySelectorAll('.memo__block')].map((block) => block.getBoundingClientRect().height);
  const pages = paginate(blocks.map(({ withNext }, at) => ({ withNext, height: heights[at] ?? 0 })), roomMillimetres * pixelsPerMillimetre);
  flushSync(() => root.render(<OrderSheet words={words} blocks={blocks} pages={pages} />));
  // React reports a failed drawing and leaves the page empty. An empty sheet must not count as a memo.
  if (into.childElementCount === 0) throw new PrintFailed('internal');
  await document.fonts.ready;
  return a4Millimetres;
};
