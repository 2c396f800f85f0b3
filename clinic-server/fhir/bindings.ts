import type { ElementDefinition, Resource } from '@medplum/fhirtypes';
import { definitions } from './definitions.ts';
import { codeCheck } from './requiredCodes.ts';
import { servedTypes } from './types.ts';

/**
 * What the validator leaves unchecked: codes of required value sets and the types a reference may point to. Both are read from the
 * definitions themselves, so a new type brings its own rules.
 */
export interface Field {
  readonly codes: ((code: unknown) => boolean) | null;
  /** Types a reference here may point to; null where any may stand. */
  readonly targets: ReadonlySet<string> | null;
  /** Name in `nodes` of what is inside. */
  readonly inside: string;
  readonly many: boolean;
}
export type Node = ReadonlyMap<string, Field>;

const profile = 'http://hl7.org/fhir/StructureDefinition/';

function fieldsOf(element: ElementDefinition): [string, Field][] {
  const name = element.path.split('.').at(-1) ?? '';
  const many = element.max !== '1';
  if (element.contentReference) return [[name, { codes: null, targets: null, inside: element.contentReference.slice(1), many }]];
  return (element.type ?? []).map((type) => {
    const property = name.endsWith('[x]') ? name.slice(0, -3) + type.code.charAt(0).toUpperCase() + type.code.slice(1) : name;
    const targets = (type.targetProfile ?? []).map((url) => url.slice(profile.length));
    return [
      property,
      {
        codes: type.code === 'code' && element.binding?.strength === 'required' ? codeCheck(element.binding.valueSet ?? '') : null,
        targets: type.code === 'Reference' && targets.length > 0 && !targets.includes('Resource') ? new Set(targets) : null,
        inside: type.code === 'BackboneElement' || type.code === 'Element' ? element.path : type.code,
        many,
      },
    ];
  });
}

function build(): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Map<string, Field>>();
  const add = (name: string): void => {
    const definition = definitions.get(name);
    if (nodes.has(name) || !definition || definition.kind === 'primitive-type') return;
    nodes.set(name, new Map());
    for (const element of definition.snapshot?.element ?? []) {
      const parent = element.path.split('.').slice(0, -1).join('.');
      if (!parent) continue;
      const fields = nodes.get(parent) ?? new Map<string, Field>();
      nodes.set(parent, fields);
      for (const [property, field] of fieldsOf(element)) {
        fields.set(property, field);
        if (!field.inside.includes('.')) add(field.inside);
      }
    }
  };
  for (const type of servedTypes) add(type);
  return nodes;
}

/** The elements of every type that may occur, by the name of what holds them. */
export const nodes: ReadonlyMap<string, Node> = build();

const relative = /^([A-Z][A-Za-z]+)\/[A-Za-z0-9.-]{1,64}(\/_history\/[A-Za-z0-9.-]{1,64})?$/;

function pointsRight(reference: unknown, targets: ReadonlySet<string> | null): boolean {
  if (reference === undefined) return true;
  if (typeof reference !== 'string') return false;
  // Contained resources are part of their parent and checked with it.
  if (reference.startsWith('#')) return true;
  const [, type] = relative.exec(/^https?:\/\/[^\s]+?\/([A-Z][A-Za-z]+\/[^/]+)$/.exec(reference)?.[1] ?? reference) ?? [];
  return type !== undefined && (targets === null || targets.has(type));
}

const moments: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant']);

/** The form is the validator's to check; that the day exists is not: `2026-02-31` would stop every search that sorts by it. */
function isMoment(text: unknown): boolean {
  const parts = typeof text === 'string' ? /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?=T|$)/.exec(text) : null;
  if (!parts || typeof text !== 'string') return false;
  const [, year, month = '01', day = '01'] = parts;
  const asked = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const exists = !Number.isNaN(asked.getTime()) && asked.toISOString().slice(0, 10) === `${year}-${month}-${day}` && Number(year) > 0;
  return exists && (!text.includes('T') || !Number.isNaN(Date.parse(text)));
}

function walk(value: object, node: Node, path: string, wrong: string[]): void {
  for (const [property, inner] of Object.entries(value)) {
    const field = node.get(property);
    if (!field) continue;
    const here = `${path}.${property}`;
    const inside = nodes.get(field.inside);
    for (const item of Array.isArray(inner) ? (inner as unknown[]) : [inner as unknown]) {
      if (item === null || item === undefined) continue;
      if (field.codes && !field.codes(item)) wrong.push(here);
      if (moments.has(field.inside) && !isMoment(item)) wrong.push(here);
      if (typeof item !== 'object' || !inside) continue;
      if (field.inside === 'Reference' && !pointsRight((item as { reference?: unknown }).reference, field.targets)) wrong.push(here);
      walk(item, inside, here, wrong);
    }
  }
}

/** Paths whose code is not in a required value set, whose day does not exist, or whose reference points to a type R4 does not allow there. */
export function unboundPaths(resource: Resource): string[] {
  const node = nodes.get(resource.resourceType);
  const wrong: string[] = [];
  if (node) walk(resource, node, resource.resourceType, wrong);
  return [...new Set(wrong)];
}
