import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { PaperOrder } from './paperPages.ts';

const require = createRequire(import.meta.url);
const fonts = {
  normal: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
};

export interface PaperLine {
  /** 503 `try_later` when as many wait as may; 500 for one that does not come to an end. */
  make(order: Omit<PaperOrder, 'fonts'>): Promise<Buffer>;
}

/**
 * Setting some thousand lines takes seconds of a processor: on a thread of its own, `workers` of them at a time and `waiting` in line, so that
 * bookings go on meanwhile. A thread is ended after its one paper, with everything of the patient that was in it.
 */
export function createPaperLine({ workers = 1, waiting = 8, longestMs = 60_000 }: { workers?: number; waiting?: number; longestMs?: number } = {}): PaperLine {
  const line: (() => void)[] = [];
  let busy = 0;
  return {
    async make(order) {
      if (busy >= workers) {
        if (line.length >= waiting) throw new FhirRefusal(503, 'try_later', { headers: { 'retry-after': '10' } });
        // Woken with the place already given, so a newcomer cannot take it in between.
        await new Promise<void>((wake) => line.push(wake));
      } else {
        busy++;
      }
      try {
        return await onThread({ ...order, fonts }, longestMs);
      } finally {
        const next = line.shift();
        if (next) next();
        else busy--;
      }
    },
  };
}

function onThread(order: PaperOrder, longestMs: number): Promise<Buffer> {
  return new Promise((done, failed) => {
    const thread = new Worker(new URL('./paperWorker.ts', import.meta.url), { workerData: order, resourceLimits: { maxOldGenerationSizeMb: 512 }, execArgv: [], env: {} });
    const timer = setTimeout(() => void thread.terminate(), longestMs);
    thread.once('message', (bytes: Uint8Array) => {
      clearTimeout(timer);
      done(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      void thread.terminate();
    });
    // What the thread says of its failure may quote the record; where it happened is enough.
    thread.once('error', () => failed(new Error('the paper could not be made')));
    thread.once('exit', () => {
      clearTimeout(timer);
      failed(new Error('the paper was not finished'));
    });
  });
}
