import type { KabinetBridge } from '../../shared/rpc/wire.ts';
import '../ui/fonts.css';
import { PrintFailed, type DrawJob } from './job.ts';
import './paper.css';
import { drawOrder } from './orderJob.tsx';
import { drawPaper } from './paperJob.ts';
import { drawReceipt } from './receiptJob.tsx';
import { drawReport } from './reportJob.tsx';
import './sheet.css';
import { drawSlip } from './slipJob.tsx';

/** Every kind of job a hidden window may be opened for. A kind adds one line here. */
const jobs: readonly DrawJob[] = [drawSlip, drawOrder, drawReport, drawReceipt, drawPaper];

/**
 * Draws the one job this hidden window was opened for. The title is the signal: `print-ready:<height in mm>` when the page is as
 * it will be on paper, fonts included; `print-failed:<code>` when there is nothing to print, so that nobody waits for the deadline.
 */
async function draw(bridge: KabinetBridge, into: HTMLElement): Promise<string> {
  for (const drawJob of jobs) {
    const height = await drawJob(bridge, into);
    if (height !== null) return `print-ready:${height}`;
  }
  return 'print-failed:not_found';
}

const into = document.querySelector<HTMLElement>('#paper');
if (into !== null) {
  // A throw would leave the title as it was and the patient in front of «Печатаем» until main gives up.
  draw(window.kabinet, into).then(
    (title) => {
      document.title = title;
    },
    (error: unknown) => {
      document.title = `print-failed:${error instanceof PrintFailed ? error.code : 'internal'}`;
    },
  );
}
