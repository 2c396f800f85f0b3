import { pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** Main knows no clinic words, so its log holds none: names of events and numbers of processes only. */
export function openLog(): Log {
  const destination = pino.destination({ fd: 2, sync: true, maxLength: 1_000_000 });
  // A full disk under the log costs lines of it; unheard, the error would end the process, and the kiosk with it.
  destination.on('error', () => undefined);
  return pino({ base: { process: 'main' } }, destination);
}
