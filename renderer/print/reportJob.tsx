import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { results } from '../../shared/features/results.ts';
import { a4Millimetres, ask, PrintFailed, type DrawJob } from './job.ts';
import './memo.css';
import { paginate } from './paginate.ts';
import './report.css';
import { ReportColumn, reportBlocks, ReportSheet } from './ReportSheet.tsx';
import { resultWords } from './resultWords.ts';

const pixelsPerMillimetre = 96 / 25.4;
/** Between the margins, above the footer. */
const roomMillimetres = 246;

/** A report on as many sheets as its values take. */
export const drawReport: DrawJob = async (bridge, into) => {
  const sheet = await ask(bridge, 'results.job', {}, results['results.job'].output);
  if (sheet === null) return null;
  const words = resultWords(sheet);
  const blocks = reportBlocks(words, sheet.qr);
  document.documentElement.lang = sheet.language;
  document.documentElement.dataset['paper'] = 'a4';
  const root = createRoot(into);
  flushSync(() => root.render(<ReportColumn blocks={blocks} columns={words.columns} />));
  // Measured with the fonts it will be printed with: another font breaks its lines elsewhere.
  await document.fonts.ready;
  const [head = 0, ...heights] = [...into.querySelectorAll('.memo__block')].map((block) => block.getBoundingClientRect().height);
  // The heads of the columns may stand on any page.
  const room = roomMillimetres * pixelsPerMillimetre - head;
  const pages = paginate(blocks.map(({ withNext }, at) => ({ withNext, height: heights[at] ?? 0 })), room);
  flushSync(() => root.render(<ReportSheet words={words} blocks={blocks} pages={pages} />));
  // React reports a failed drawing and leaves the page empty. An empty sheet must not count as a report.
  if (into.childElementCount === 0) throw new PrintFailed('internal');
  await document.fonts.ready;
  return a4Millimetres;
};
