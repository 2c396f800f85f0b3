import type { Time } from '../../../shared/features/schedule.ts';

/** A column of the week: free times one by one, everything else as one block a stretch. */
export type Block =
  | { readonly kind: 'free'; readonly time: Time }
  | { readonly kind: 'busy' | 'closed'; readonly from: Time; readonly count: number }
  | { readonly kind: 'more'; readonly count: number };

/** At most `limit` blocks, so that seven columns fit the page; the rest is counted and one touch away in the day view. */
export function weekColumn(times: readonly Time[], limit: number): Block[] {
  const blocks: Block[] = [];
  for (const time of times) {
    if (time.state === 'past') continue;
    const last = blocks.at(-1);
    if (time.state === 'free') blocks.push({ kind: 'free', time });
    else if (last?.kind === time.state) blocks[blocks.length - 1] = { ...last, count: last.count + 1 };
    else blocks.push({ kind: time.state, from: time, count: 1 });
  }
  if (blocks.length <= limit) return blocks;
  const shown = blocks.slice(0, limit - 1);
  const hidden = blocks.slice(limit - 1).filter(({ kind }) => kind === 'free').length;
  return hidden === 0 ? shown : [...shown, { kind: 'more', count: hidden }];
}
