import type { Logger } from 'pino';

const endpoints = ['ac', 'login', 'secondFactor', 'consent', 'te', 'rest', 'logout'] as const;
export type Endpoint = (typeof endpoints)[number];
type Counts = Record<Endpoint, number>;

interface Entry {
  readonly endpoint: Endpoint;
  /** `ok`, `shown`, or the number of the refusal. Never anything a request carried. */
  readonly outcome: string;
  readonly at: number;
}

const kept = 1_000;
const zero = (): Counts => ({ ac: 0, login: 0, secondFactor: 0, consent: 0, te: 0, rest: 0, logout: 0 });

/** What was asked, how often and how it ended: counted on arrival, so that a request that never gets an answer counts too. */
export function createJournal(log: Logger, now: () => number) {
  let counts = zero();
  let entries: Entry[] = [];
  return {
    count(endpoint: Endpoint): void {
      counts[endpoint]++;
    },
    note(endpoint: Endpoint, outcome: string): void {
      entries.push({ endpoint, outcome, at: now() });
      entries.splice(0, Math.max(0, entries.length - kept));
      log.info({ endpoint, outcome }, 'simulator');
    },
    counts: (): Counts => ({ ...counts }),
    entries: (): readonly Entry[] => [...entries],
    clear(): void {
      counts = zero();
      entries = [];
    },
  };
}
export type Journal = ReturnType<typeof createJournal>;
