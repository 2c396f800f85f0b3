import type { Notice } from '../../../shared/features/notices.ts';

/** Those whose time has come and is not over, by the clock of the page: it ticks, and a notice of works ends with the works. */
export function shownAt(now: number, notices: readonly Notice[]): readonly Notice[] {
  return notices.filter(({ beginsAt, endsAt }) => (beginsAt === null || beginsAt <= now) && (endsAt === null || now < endsAt));
}
