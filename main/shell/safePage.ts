import { clockOf, dayOf, type Instant } from '../../shared/lib/moscow.ts';

/** What is shown when nothing else can be: where to go, and for staff what is wrong. */
export interface OutOfService {
  readonly reason: 'backend' | 'page';
  /** Deaths of the backend while starting, or crashes of the page. */
  readonly times: number;
  /** With which the last process ended; null when it is not known. */
  readonly exitCode: number | null;
  readonly at: Instant;
}

const codes = { backend: 'backend_start', page: 'page_crash' } as const;

const shows = (part: string, isShown: boolean) => `body .${part}{display:${isShown ? 'block' : 'none'}}`;

/**
 * The page has no script and no words in its address: which of its texts is shown, and what changes from try to try, is a style laid
 * over it from outside. Numbers and words of our own only, so there is nothing to quote.
 */
export function safePageStyle(audience: 'kiosk' | 'desk', { reason, times, exitCode, at }: OutOfService): string {
  const [year, month, day] = dayOf(at).split('-');
  const numbers = {
    code: exitCode === null ? codes[reason] : `${codes[reason]}, ${Math.trunc(exitCode)}`,
    times: String(Math.trunc(times)),
    at: `${day}.${month}.${year}, ${clockOf(at)}`,
  };
  return [
    shows('says--kiosk', audience === 'kiosk'),
    shows('says--desk', audience === 'desk'),
    shows('staff__backend', reason === 'backend'),
    shows('staff__page', reason === 'page'),
    ...Object.entries(numbers).map(([name, text]) => `body .staff .staff__${name}::after{content:"${text}"}`),
  ].join('');
}
