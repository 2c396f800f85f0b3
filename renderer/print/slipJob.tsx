import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { slips } from '../../shared/features/slips.ts';
import { a4Millimetres, ask, PrintFailed, type DrawJob } from './job.ts';
import { paperWords } from './paperWords.ts';
import { SlipSheet } from './SlipSheet.tsx';
import { SlipTape } from './SlipTape.tsx';

const millimetresPerPixel = 25.4 / 96;

export const drawSlip: DrawJob = async (bridge, into) => {
  const job = await ask(bridge, 'slips.job', {}, slips['slips.job'].output);
  if (job === null) return null;
  const { slip, paper, language } = job;
  const words = paperWords(slip, language);
  document.documentElement.lang = language;
  document.documentElement.dataset['paper'] = paper;
  flushSync(() => createRoot(into).render(paper === 'a4' ? <SlipSheet words={words} qr={slip.qr} /> : <SlipTape words={words} qr={slip.qr} />));
  // React reports a failed drawing and leaves the page empty. An empty strip of paper must not count as a slip.
  if (into.childElementCount === 0) throw new PrintFailed('internal');
  // Fonts are asked for by the text just drawn, so waiting before it would wait for nothing.
  await document.fonts.ready;
  return paper === 'a4' ? a4Millimetres : Math.ceil(into.getBoundingClientRect().height * millimetresPerPixel);
};
