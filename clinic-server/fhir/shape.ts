import type { Resource } from '@medplum/fhirtypes';
import { nodes, type Field, type Node } from './bindings.ts';

/**
 * FHIR's form of JSON, which the validator takes for granted: lists where R4 has lists, objects where it has objects, nothing empty.
 * What it takes for granted it either lets through or falls over.
 */

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value);
const isPrimitive = ({ inside }: Field): boolean => !/^[A-Z]/.test(inside);

const numbers: ReadonlySet<string> = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt', 'integer64']);
const kindOf = ({ inside }: Field): string => (inside === 'boolean' ? 'boolean' : numbers.has(inside) ? 'number' : 'string');

const plain = { codes: null, targets: null } as const;
/** What may stand beside a primitive value, under its name with `_` before it. */
const beside: Node = new Map([
  ['id', { ...plain, inside: 'string', many: false }],
  ['extension', { ...plain, inside: 'Extension', many: true }],
]);

/** The items of an element, when it is a list exactly where R4 has one; null when it is not. */
function itemsOf(value: unknown, many: boolean): readonly unknown[] | null {
  if (many !== Array.isArray(value)) return null;
  const items = many ? (value as unknown[]) : [value];
  return items.length > 0 ? items : null;
}

function walkObject(value: Json, node: Node, path: string, wrong: string[]): void {
  if (Object.keys(value).length === 0) wrong.push(path);
  for (const [property, inner] of Object.entries(value)) {
    const name = property.replace(/^_/, '');
    const field = node.get(name);
    // A property nobody has defined may be somebody's word; only what holds it is named.
    if (!field || (property !== name && !isPrimitive(field))) {
      wrong.push(path);
      continue;
    }
    const here = `${path}.${name}`;
    const items = itemsOf(inner, field.many);
    if (!items) {
      wrong.push(here);
      continue;
    }
    const others = value[property === name ? `_${name}` : name];
    for (const [index, item] of items.entries()) {
      // In a list of values and one of what stands beside them, an empty place in one keeps the other's place.
      if (item === null && field.many && isPrimitive(field) && Array.isArray(others) && (others[index] ?? null) !== null) continue;
      if (property !== name) {
        if (isObject(item)) walkObject(item, beside, here, wrong);
        else wrong.push(here);
      } else walkItem(item, field, here, wrong);
    }
  }
}

function walkItem(item: unknown, field: Field, path: string, wrong: string[]): void {
  if (isPrimitive(field)) {
    if (typeof item !== kindOf(field) || item === '') wrong.push(path);
    return;
  }
  if (!isObject(item)) return void wrong.push(path);
  if (field.inside === 'Extension' && typeof item['url'] !== 'string') wrong.push(path);
  const { resourceType, ...rest } = item;
  const inside = field.inside === 'Resource' ? nodes.get(String(resourceType)) : nodes.get(field.inside);
  if (inside) walkObject(field.inside === 'Resource' ? rest : item, inside, path, wrong);
}

/** Paths of elements that do not have the form of FHIR's JSON. */
export function misshapenPaths(resource: Resource): string[] {
  const { resourceType, ...rest } = resource;
  const node = nodes.get(resourceType);
  const wrong: string[] = [];
  if (node) walkObject({ ...rest }, node, resourceType, wrong);
  return [...new Set(wrong)];
}
