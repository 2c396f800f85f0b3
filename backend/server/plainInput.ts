import { limits } from '../../shared/rpc/wire.ts';

const deepest = 32;

/**
 * Whether a value from the page is plain data of a size we accept. A structured clone can carry maps, dates, cycles and big integers, which
 * a schema would read as an empty object or trip over; and it has no size limit of its own. Stops counting as soon as it is too much.
 */
export function judgeInput(input: unknown): 'plain' | 'too_large' | 'not_plain' {
  const seen = new Set<object>();
  let bytes = 0;

  function visit(value: unknown, depth: number): 'plain' | 'too_large' | 'not_plain' {
    if (depth > deepest) return 'not_plain';
    if (typeof value === 'string') return spend(bytesOf(value) + 2);
    if (value === null || value === undefined || typeof value === 'boolean') return spend(5);
    if (typeof value === 'number') return Number.isFinite(value) ? spend(8) : 'not_plain';
    if (typeof value !== 'object' || seen.has(value)) return 'not_plain';
    seen.add(value);
    if (Array.isArray(value)) return firstBad(value, (item) => visit(item, depth + 1));
    if (!isPlainObject(value)) return 'not_plain';
    return firstBad(Object.keys(value), (key) => {
      if (key === '__proto__') return 'not_plain';
      const verdict = spend(bytesOf(key) + 3);
      return verdict === 'plain' ? visit((value as Record<string, unknown>)[key], depth + 1) : verdict;
    });
  }

  function spend(size: number): 'plain' | 'too_large' {
    bytes += size;
    return bytes > limits.messageBytes ? 'too_large' : 'plain';
  }

  return visit(input, 0);
}

function firstBad<T>(items: readonly T[], judge: (item: T) => 'plain' | 'too_large' | 'not_plain'): 'plain' | 'too_large' | 'not_plain' {
  // A sparse array of four billion holes is small to send and endless to walk; every hole still costs its bytes here.
  for (const item of items) {
    const verdict = judge(item);
    if (verdict !== 'plain') return verdict;
  }
  return 'plain';
}

/** Of a text beyond the limit the length is enough: to walk ten megabytes of it would be the attack. */
function bytesOf(text: string): number {
  return text.length > limits.messageBytes ? text.length : Buffer.byteLength(text);
}

/** Also for objects of another realm, whose `Object.prototype` is not ours. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}
