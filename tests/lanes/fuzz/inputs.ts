import * as z from 'zod';
import { contract, type Channel } from '../../../shared/contract.ts';
import type { Chance } from '../chance.ts';
import { nastyText, nastyValue, poisonedKeys } from './values.ts';

/** What of JSON Schema the contract's inputs come down to. Anything else stops the generator: it must never guess a schema away. */
const Shape: z.ZodType<Shape> = z.lazy(() =>
  z.union([
    z.object({ type: z.literal('object'), properties: z.record(z.string(), Shape) }),
    z.object({ anyOf: z.array(Shape) }),
    z.object({ oneOf: z.array(Shape) }).transform(({ oneOf }) => ({ anyOf: oneOf })),
    z.object({ type: z.literal('array'), items: Shape, minItems: z.int().optional(), maxItems: z.int().optional() }),
    z.object({ enum: z.array(z.string()) }),
    z.object({ const: z.string() }),
    z.object({ type: z.literal('string'), format: z.string().optional(), pattern: z.string().optional(), maxLength: z.int().optional(), minLength: z.int().optional() }),
    z.object({ type: z.literal('integer'), minimum: z.number().optional(), maximum: z.number().optional() }),
    z.object({ type: z.literal('boolean') }),
    z.object({ type: z.literal('null') }),
  ]),
);
type Shape =
  | { type: 'object'; properties: Record<string, Shape> }
  | { anyOf: Shape[] }
  | { type: 'array'; items: Shape; minItems?: number | undefined; maxItems?: number | undefined }
  | { enum: string[] }
  | { const: string }
  | { type: 'string'; format?: string | undefined; pattern?: string | undefined; maxLength?: number | undefined; minLength?: number | undefined }
  | { type: 'integer'; minimum?: number | undefined; maximum?: number | undefined }
  | { type: 'boolean' }
  | { type: 'null' };

/** Ids, codes and numbers that mean something on this device, by the name of the field that asks for one. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

export const channels = Object.keys(contract) as readonly Channel[];
const shapes = new Map(channels.map((channel) => [channel, Shape.parse(z.toJSONSchema(contract[channel].input, { io: 'input' }))]));

/** Names of the fields a refusal may mention, without the places in a list. */
export function fieldNames(channel: Channel): readonly string[] {
  const shape = shapes.get(channel);
  return shape === undefined ? [] : namesIn(shape);
}

function namesIn(shape: Shape): readonly string[] {
  if ('anyOf' in shape) return shape.anyOf.flatMap(namesIn);
  if ('items' in shape) return namesIn(shape.items);
  if (!('properties' in shape)) return [];
  return Object.entries(shape.properties).flatMap(([name, inner]) => [name, ...namesIn(inner).map((below) => `${name}.${below}`)]);
}

const searches = ['', 'смирнова', 'cvbhyjdf', 'Петров', 'приём', 'B01', '%', "'", '😀', 'ё'] as const;
const days = ['2026-11-23', '2026-11-30', '2026-12-31', '2027-02-28', '2028-02-29', '0001-01-01', '9999-12-31'] as const;

/** Where values chosen one by one would hardly ever fit each other: what is behind such a call has to be reached too. */
const asItsScreenWould: Partial<Record<Channel, (chance: Chance, known: KnownIds) => object>> = {
  'checkIn.arrive': (_chance, { appointmentId = [] }) => ({ appointmentId: appointmentId[0] }),
  'waiting.join': (_chance, { roleId = [] }) => ({ roleId: roleId[0], from: '2027-02-28', until: '2028-02-29', part: null }),
  'orders.send': (chance, { code = [], kopecks = [] }) => ({ day: null, lines: [{ lineId: anyId(chance), code: code[0], kopecks: Number(kopecks[0]) }] }),
};

/** An input the channel's schema takes. */
export function validInput(channel: Channel, chance: Chance, known: KnownIds): unknown {
  const shape = shapes.get(channel);
  if (shape === undefined) throw new Error(`no shape for ${channel}`);
  const random = make(shape, '', chance, known);
  const usual = asItsScreenWould[channel];
  const input = usual !== undefined && chance.is(0.5) ? { ...(random as object), ...usual(chance, known) } : random;
  if (!contract[channel].input.safeParse(input).success) throw new Error(`the generator does not know the inputs of ${channel}`);
  return input;
}

function make(shape: Shape, name: string, chance: Chance, known: KnownIds): unknown {
  if ('anyOf' in shape) return make(chance.one(shape.anyOf), name, chance, known);
  if ('enum' in shape) return chance.one(shape.enum);
  if ('const' in shape) return shape.const;
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(Object.entries(shape.properties).map(([key, inner]) => [key, make(inner, key, chance, known)]));
    case 'array':
      return Array.from({ length: between(shape.minItems ?? 0, Math.min(shape.maxItems ?? 5, 5), chance) }, () => make(shape.items, name, chance, known));
    case 'string':
      return makeText(shape, name, chance, known);
    case 'integer': {
      const numbers = known[name] ?? [];
      return numbers.length > 0 && chance.is(0.7) ? Number(chance.one(numbers)) : between(shape.minimum ?? 0, Math.min(shape.maximum ?? 10_000, 10_000), chance);
    }
    case 'boolean':
      return chance.is(0.5);
    case 'null':
      return null;
  }
}

interface TextShape {
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
}

/** Texts of the forms the contract asks for; a form it does not know stops the generator. */
const formed: Readonly<Record<string, (chance: Chance) => string>> = {
  '^\\d{4}-\\d{2}(\\.\\d{1,2})?$': (chance) => chance.one(['2026-01', '2026-03', '2025-12.7', '0000-00.00']),
  '^[0-9a-f]{64}$': (chance) => Array.from({ length: 64 }, () => chance.below(16).toString(16)).join(''),
};

function makeText({ format, pattern, minLength = 0, maxLength = 200 }: TextShape, name: string, chance: Chance, known: KnownIds): string {
  if (format === 'uuid') {
    const ids = known[name] ?? [];
    return ids.length > 0 && chance.is(0.7) ? chance.one(ids) : anyId(chance);
  }
  if (format === 'date') return chance.one(days);
  if (format === 'base64') return Buffer.from(nastyText(chance)).subarray(0, 400).toString('base64');
  const form = pattern === undefined ? undefined : formed[pattern];
  const knownOnes = known[name] ?? [];
  if (form) return knownOnes.length > 0 && chance.is(0.7) ? chance.one(knownOnes) : form(chance);
  if (format === undefined && pattern !== undefined) throw new Error(`no texts of the form ${pattern}`);
  if (format !== undefined) throw new Error(`no texts of the format ${format}`);
  const ids = known[name] ?? [];
  if (ids.length > 0 && chance.is(0.3)) return chance.one(ids);
  const text = (chance.is(0.7) ? chance.one(searches) : nastyText(chance)).slice(0, maxLength);
  // Spaces are no text where one is asked for.
  return text.trim().length < minLength ? 'причина'.repeat(minLength).slice(0, maxLength) : text;
}

/** A version 4 UUID of this seed. */
export function anyId(chance: Chance): string {
  const digits = (count: number): string => Array.from({ length: count }, () => chance.below(16).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${chance.one(['8', '9', 'a', 'b'])}${digits(3)}-${digits(12)}`;
}

function between(low: number, high: number, chance: Chance): number {
  return chance.is(0.2) ? chance.one([low, high]) : low + chance.below(high - low + 1);
}

/** One thing about the input is changed. What comes out may still be valid: the schema itself is asked, never this file. */
export function mutate(input: unknown, chance: Chance): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || input instanceof Map) return nastyValue(chance);
  const entries = Object.entries(input);
  const at = chance.below(entries.length + 1);
  const [key, value] = entries[at] ?? ['added', null];
  const others = entries.filter(([name]) => name !== key);
  const changes: readonly (() => unknown)[] = [
    () => fromEntries(others),
    () => fromEntries([...others, [key, nastyValue(chance)]]),
    () => fromEntries([...others, [key, nastyValue(chance)]]),
    () => fromEntries([...others, [key, nudge(value, chance)]]),
    () => fromEntries([...others, [key, nudge(value, chance)]]),
    () => fromEntries([...entries, [chance.one(poisonedKeys), nastyValue(chance)]]),
    () => fromEntries([...others, [`${key} `, value]]),
    () => fromEntries([...others, [key, entries[chance.below(entries.length)]?.[1]]]),
    () => fromEntries([...others, [key, [value]]]),
    () => fromEntries([...others, [key, { [key]: value }]]),
    () => new Map(entries),
    () => entries,
    () => [input],
    () => entries.map(([name, inner]) => `${name}=${typeof inner}`).join('&'),
    () => nastyValue(chance),
  ];
  return chance.one(changes)();
}

/** Unlike `Object.fromEntries` it also makes an own `__proto__`, by defining it; nothing is ever assigned. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [key, value] of entries) Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  return made;
}

/** Almost the same value. */
function nudge(value: unknown, chance: Chance): unknown {
  if (typeof value === 'string') return chance.one([value.toUpperCase(), `${value} `, ` ${value}`, `${value}\u0000`, value.slice(1), `\u202e${value}`, value.repeat(200), [...value], `${value}\n`]);
  if (typeof value === 'number') return chance.one([value + 1, value - 1, -value, value + 0.5, String(value), 7n, value * 1e9, Number.NaN]);
  if (typeof value === 'boolean') return chance.one([!value, Number(value), String(value), null]);
  return nastyValue(chance);
}
