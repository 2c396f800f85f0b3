import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { slips } from '../../shared/features/slips.ts';
import type { KabinetBridge } from '../../shared/rpc/wire.ts';
import '../ui/fonts.css';
import './paper.css';
import './sheet.css';
import { paperWords } from './paperWords.ts';
import { SlipSheet } from './SlipSheet.tsx';
import { SlipTape } from './SlipTape.tsx';

const millimetresPerPixel = 25.4 / 96;

/**
 * Draws the one slip this hidden window was opened for. The title is the signal: `print-ready:<height in mm>` when the page is as
 * it will be on paper, fonts included; `print-failed:<code>` when there is nothing to print, so that nobody waits for the deadline.
 */
async function draw(bridge: KabinetBridge, into: HTMLElement): Promise<string> {
  const reply = await bridge.call('slips.job', {});
  if (!reply.ok) return `print-failed:${reply.error.code}`;
  const job = slips['slips.job'].output.safeParse(reply.value);
  if (!job.success) return 'print-failed:internal';
  if (job.data === null) return 'print-failed:not_found';
  const { slip, paper, language } = job.data;
  const words = paperWords(slip, language);
  document.documentElement.lang = language;
  document.documentElement.dataset['paper'] = paper;
  flushSync(() => createRoot(into).render(paper === 'a4' ? <SlipSheet words={words} qr={slip.qr} /> : <SlipTape words={words} qr={slip.qr} />));
  // React reports a failed drawing and leaves the page empty. An empty strip of paper must not count as a slip.
  if (into.childElementCount === 0) return 'print-failed:internal';
  // Fonts are asked for by the text just drawn, so waiting before it would wait for nothing.
  await document.fonts.ready;
  return `print-ready:${paper === 'a4' ? 297 : Math.ceil(into.getBoundingClientRect().height * millimetresPerPixel)}`;
}

const into = document.querySelector<HTMLElement>('#paper');
if (into !== null) {
  // A throw would leave the title as it was and the patient in front of «Печатаем» until main gives up.
  draw(window.kabinet, into).then(
    (title) => {
      document.title = title;
    },
    () => {
      document.title = 'print-failed:internal';
    },
  );
}
