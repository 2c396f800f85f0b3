import type { Id } from '../../shared/lib/ids.ts';

/** The same seed gives the same clinic on every machine. */
export interface Random {
  /** 0 ≤ x < 1 */
  fraction(): number;
  /** Whole, both ends included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
  id(): Id;
}

const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');

/** FNV-1a over the text: parts of the seed get generators of their own, so adding a doctor does not rename every patient. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** mulberry32: 32 bits of state are plenty for a demo, and it is a few lines. */
export function createRandom(seed: number, part: string): Random {
  let state = (numberOf(`${seed}/${part}`) ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = () => next() / 0x1_0000_0000;
  const between = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    between,
    chance: (probability) => fraction() < probability,
    pick<T>(from: readonly T[]): T {
      const chosen = from[between(0, from.length - 1)];
      if (chosen === undefined) throw new Error('Nothing to pick from');
      return chosen;
    },
    shuffled<T>(items: readonly T[]): T[] {
      const keyed = items.map((item) => ({ item, key: fraction() }));
      return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
    },
    id() {
      const digits = `${hex(next())}${hex(next())}${hex(next())}${hex(next())}`;
      const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) % 4];
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
    },
  };
}
