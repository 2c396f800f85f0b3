import type { Chance } from '../chance.ts';

/** Stands inside what the attacker types. Wherever it turns up in an error, a log line or a message to main, something was repeated back. */
export const canary = 'kanareyka7731';

const texts = [
  '', ' ', '\u0000', 'a\u0000b', '%', '_', '\\', "'", '"', '--', '😀', '\u202e', 'ﷺ', '\ud800', '\udc00x', 'a\u0301', '\ufeff', '\u2028', '٣', 'ё',
  '<img src=x onerror=alert(1)>', "'; DROP TABLE slot; --", '__proto__', 'constructor', 'toString', '${7*7}', '{{7*7}}', '../../etc/passwd', 'null', 'NaN', '1e999',
  '2026-02-30', '0000-00-00', '9999-12-31', '0001-01-01', '2026-11-23T00:00:00Z', '00000000-0000-0000-0000-000000000000', '00000000-0000-4000-8000-00000000000g',
  'FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF', '{"a":1}', '[]', 'cvbhyjd', 'b01', '(((((((((((((((', '^(a+)+$', 'Смирнова', 'смирн', 'a@example.org', '80mm', 'ru',
] as const;

const numbers = [
  0, -0, 1, -1, 0.5, 31, 32, 50, 51, 5_000, 5_001, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN,
  Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY,
] as const;

export const poisonedKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'then', 'length', 'ok', 'id', '', canary, 'patientId', 'role', 'printJob', '\u0000'] as const;

/** `JSON.parse` makes it an own key; an object literal would set the prototype. */
export function withOwnKey(key: string, value: unknown): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  return made;
}

export function nastyText(chance: Chance): string {
  const roll = chance.next();
  if (roll < 0.6) return chance.one(texts);
  if (roll < 0.8) return `${canary} ${chance.one(texts)}`;
  if (roll < 0.93) return Array.from({ length: chance.below(40) }, () => String.fromCharCode(chance.below(0x1_00_00))).join('');
  return chance.one(['а', '😀', ' ', '(', 'x', '\u0000']).repeat(chance.one([100, 101, 500, 501, 5_000, 10_000, 10_001, 32_768, 70_000]));
}

/** Contains itself, and a list that contains itself twice: neither a walk nor a size by copying comes to an end. */
function cyclic(): unknown {
  const self: Record<string, unknown> = { text: canary };
  const list: unknown[] = [self];
  list.push(list, list);
  self['self'] = list;
  return self;
}

function nested(levels: number, isList: boolean): unknown {
  let value: unknown = canary;
  for (let level = 0; level < levels; level += 1) value = isList ? [value] : { value };
  return value;
}

function sparse(length: number): unknown {
  const list: unknown[] = [];
  list.length = length;
  if (length > 3) list[3] = canary;
  return list;
}

/** Small to send, and two to the power of its depth to walk. */
function web(depth: number): unknown {
  let list: unknown[] = [canary, canary];
  for (let left = depth; left > 0; left -= 1) list = [list, list];
  return list;
}

/** Anything a structured clone can carry: the far end of a port may send it, whatever our preload would do. */
export function nastyValue(chance: Chance, depth = 0): unknown {
  const makers: readonly (() => unknown)[] = [
    () => nastyText(chance), () => nastyText(chance), () => nastyText(chance),
    () => chance.one(numbers), () => chance.one(numbers),
    () => null, () => undefined, () => chance.is(0.5),
    () => BigInt(chance.one([0, -1, 10])) ** 40n,
    () => new Date(chance.one([0, Number.NaN, 8.64e15, 1_764_000_000_000])),
    () => new Map<unknown, unknown>([[nastyText(chance), nested(2, false)], [{}, canary]]),
    () => new Set<unknown>([nastyText(chance), Number.NaN]),
    () => Object.assign(new RangeError(canary), { code: 'SQLITE_CONSTRAINT', name: canary }),
    () => /(a+)+$/g,
    () => chance.bytes(chance.below(64)), () => new Float64Array(chance.below(9)), () => new ArrayBuffer(chance.below(2_000)), () => new SharedArrayBuffer(16),
    () => new DataView(new ArrayBuffer(8)), () => Object(canary) as unknown, () => Object(1n) as unknown, () => Object(Number.NaN) as unknown,
    () => cyclic(),
    () => nested(chance.one([5, 31, 33, 500]), chance.is(0.5)),
    () => sparse(chance.one([1, 10, 20_000, 4_000_000_000])),
    () => Object.fromEntries(Array.from({ length: chance.one([1, 1, 1, 1, 1, 1, 50, 50, 50, 9_000]) }, (_, index) => [`k${index}`, index])),
    () => withOwnKey(chance.one(poisonedKeys), depth < 3 ? nastyValue(chance, depth + 1) : canary),
    () => withOwnKey('length', chance.one([() => web(chance.one([3, 12, 26])), () => sparse(4_000_000_000)])()),
    () => withOwnKey('__proto__', { role: 'administrator', isAdmin: true }),
    () => Array.from({ length: chance.below(4) }, () => (depth < 3 ? nastyValue(chance, depth + 1) : null)),
    () => ({ [nastyText(chance)]: depth < 3 ? nastyValue(chance, depth + 1) : null }),
  ];
  return chance.one(makers)();
}
