import { pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** Main knows no clinic words, so its log holds none: names of events and numbers of processes only. */
export function openLog(): Log {
  return pino({ base: { process: 'main' } }, pino.destination({ fd: 2, sync: true }));
}
