import * as z from 'zod';
import type { BookingStep, CounterEvent } from '../../shared/features/counters.ts';
import { dayOf, type Instant } from '../../shared/lib/moscow.ts';
import { leastThreshold } from '../../shared/lib/smallCells.ts';
import type { Database } from '../db/types.ts';
import { Unreachable, type ClinicApi } from '../sync/clinicApi.ts';
import type { EnginePorts } from '../sync/ports.ts';
import { addCounts, dropDay, finishDays, finishedDays, markTold, type FinishedDay } from './countingStore.ts';

/** Counters of use (row D6). What it is told lives in memory until it is added to the day's totals; nothing says who, when or after what. */
export interface Counting {
  /** At most once in a visit: a count is then a number of visits, and one person cannot lift a cell over the threshold alone. Returns at once. */
  count(event: CounterEvent): void;
  /** How far a booking has come. Only where a visit leaves it is counted. */
  step(step: BookingStep): void;
  /** Somebody else stands here now. */
  newVisit(): void;
}

export interface CountingDeps {
  readonly db: Database;
  readonly clinic: ClinicApi;
  readonly ports: Pick<EnginePorts, 'after' | 'monotonicNow' | 'newId'>;
  readonly now: () => Instant;
  /** The clinic has answered since this process began, so `now` is its time and not whatever this machine's clock says. */
  readonly isTimeKnown: () => boolean;
  readonly reportBug: (error: unknown, where: string) => void;
}

/** Later than what the screen itself reads: being counted must not make anybody wait. */
const writeAfterMs = 1_500;
const sendEveryMs = 10 * 60_000;
const daysAtOnce = 10;

const leftAt = { doctor: 'booking.leftAtDoctor', time: 'booking.leftAtTime', confirm: 'booking.leftAtConfirm' } as const satisfies Record<BookingStep, CounterEvent>;
const Taken = z.object({ threshold: z.int().min(leastThreshold) });
/** The clinic has looked at these totals and will never take them; anything else may be over in a moment. */
const lastWords: readonly (string | null)[] = ['invalid_request', 'day_gone'];

export function createCounting({ db, clinic, ports, now, isTimeKnown, reportBug }: CountingDeps): Counting & { end(): void } {
  const seen = new Set<CounterEvent>();
  let waiting: CounterEvent[] = [];
  let at: BookingStep | null = null;
  let ended = false;
  let sending = false;
  let triedAt = Number.NEGATIVE_INFINITY;
  let callOff: (() => void) | null = null;

  function count(event: CounterEvent): void {
    if (ended || seen.has(event)) return;
    seen.add(event);
    waiting.push(event);
    if (event === 'booking.done') at = null;
    callOff ??= ports.after(writeAfterMs, () => {
      callOff = null;
      write();
      void send();
    });
  }

  function write(): void {
    const events = waiting;
    waiting = [];
    try {
      // The day as it is now: kept beside each event, the time would be finer than what is ever told.
      if (events.length > 0) db.write((tx) => addCounts(tx, dayOf(now()), events));
    } catch (error) {
      // A full disk must not keep a patient from leaving; the counts are lost and nothing else is.
      reportBug(error, 'counting');
    }
  }

  function endVisit(): void {
    if (at !== null) count(leftAt[at]);
    at = null;
  }

  async function send(): Promise<void> {
    // By a wrong clock days would be called over that are not, or be thrown away as too old.
    if (ended || sending || !isTimeKnown() || ports.monotonicNow() - triedAt < sendEveryMs) return;
    sending = true;
    triedAt = ports.monotonicNow();
    try {
      db.write((tx) => finishDays(tx, dayOf(now()), ports.newId));
      for (const day of finishedDays(db.read, daysAtOnce)) {
        // The first that does not go through keeps the others: the line is down for them too.
        if (!(await tell(day))) return;
      }
    } catch (error) {
      if (!(error instanceof Unreachable) && !ended) reportBug(error, 'counting');
    } finally {
      sending = false;
    }
  }

  /** Sent again under the same id until the clinic has answered, so a lost answer does not count a day twice. */
  async function tell(day: FinishedDay): Promise<boolean> {
    const { id: batchId, ...what } = day;
    const answer = await clinic.send({ method: 'POST', path: '/counters', as: 'device', body: { batchId, ...what } });
    // Somebody has left meanwhile and the file is closed: the next process sends it again.
    if (ended) return false;
    const taken = Taken.safeParse(answer.status === 200 ? answer.body : null);
    if (taken.success) db.write((tx) => markTold(tx, day, taken.data.threshold));
    else if (lastWords.includes(answer.refusal)) db.write((tx) => dropDay(tx, day.id));
    else return false;
    return true;
  }

  return {
    count,
    step(step) {
      if (!ended) at = step;
    },
    newVisit() {
      endVisit();
      seen.clear();
    },
    /** While the file is still open: what was counted last is written, and nothing after it. */
    end() {
      endVisit();
      callOff?.();
      write();
      ended = true;
    },
  };
}
