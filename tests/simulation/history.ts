import { createHash } from 'node:crypto';

/** What happened, for people to read and for a machine to compare: two runs of one seed have the same hash to the last letter. */
export interface History {
  tell(who: string, what: string): void;
  hash(): string;
  /** The last lines, the newest at the end. */
  last(count: number): readonly string[];
  lines(): number;
}

const kept = 4_000;

function clock(milliseconds: number, startsAt: number): string {
  const since = Math.max(0, milliseconds - startsAt);
  const day = Math.floor(since / 86_400_000) + 1;
  return `day ${day} ${new Date(since % 86_400_000).toISOString().slice(11, 23)}`;
}

export function createHistory(now: () => number): History {
  const startsAt = now();
  const hash = createHash('sha256');
  let lines: string[] = [];
  let count = 0;
  return {
    tell(who, what) {
      const line = `${clock(now(), startsAt)} ${who}: ${what}`;
      hash.update(line).update('\n');
      count += 1;
      lines.push(line);
      if (lines.length > 2 * kept) lines = lines.slice(-kept);
    },
    hash: () => hash.copy().digest('hex').slice(0, 16),
    last: (wanted) => lines.slice(-wanted),
    lines: () => count,
  };
}
