import type { Bindings } from './access.ts';
import { dateCondition, pointSql, spanSql } from './dateRange.ts';
import { FhirRefusal } from './refusal.ts';
import type { Rule } from './searchParameters.ts';
import type { ServedType } from './types.ts';
import { fhirId } from './validate.ts';

/** One parameter of a search: `name:modifier=value,value`. */
export interface Asked {
  readonly name: string;
  readonly modifier: string | null;
  /** Any of them will do; split at commas that are not escaped. */
  readonly values: readonly string[];
}

const refuse = (code = 'invalid_parameter'): FhirRefusal => new FhirRefusal(400, code);

/** `specialty[].coding[]` and a leaf → the JSON that a matching resource contains, and the top field it is under. */
function shape(path: string, leaf: unknown): { field: string; json: string } {
  const steps = path.split('.');
  let inside = leaf;
  for (const step of steps.slice(1).reverse()) {
    if (step.endsWith('[]')) inside = { [step.slice(0, -2)]: [inside] };
    else inside = { [step]: inside };
  }
  const top = steps[0] ?? '';
  const last = steps.length === 1 ? leaf : inside;
  return top.endsWith('[]') ? { field: top.slice(0, -2), json: JSON.stringify([last]) } : { field: top, json: JSON.stringify(last) };
}

function contains(path: string, leaf: unknown, bind: Bindings): string {
  const { field, json } = shape(path, leaf);
  return `r.content->'${field}' @> ${bind.add(json)}::jsonb`;
}

/** `system|code`, `|code`, `code`, `system|`. */
function token(value: string, property: 'code' | 'value'): Record<string, string> {
  const bar = value.indexOf('|');
  const [system, code] = bar < 0 ? ['', value] : [value.slice(0, bar), value.slice(bar + 1)];
  if (!system && !code) throw refuse();
  return { ...(system ? { system } : {}), ...(code ? { [property]: code } : {}) };
}

/** `Schedule/id`, an address ending in it, or the bare id. */
function references(value: string, targets: readonly string[], modifier: string | null): string[] {
  const [type, id] = value.split('/').slice(-2);
  if (value.includes('/')) {
    if (!type || !id || !/^[A-Z][A-Za-z]+$/.test(type) || !fhirId.test(id)) throw refuse();
    // A reference to a type that cannot stand there is a question with the answer "none".
    return targets.includes(type) && (modifier === null || modifier === type) ? [`${type}/${id}`] : [];
  }
  if (!fhirId.test(value)) throw refuse();
  return (modifier === null ? targets : [modifier]).map((target) => `${target}/${value}`);
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

export const foldSql = (expression: string): string => `translate(lower(${expression}), 'ё', 'е')`;
const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

function oneOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'false' : `(${conditions.join(' or ')})`;
}

function stringSql(paths: readonly string[], { modifier, values }: Asked, bind: Bindings): string {
  const matches = values.map((value) => {
    if (modifier === 'exact') return `v.value #>> '{}' = ${bind.add(value)}`;
    const pattern = `${modifier === 'contains' ? '%' : ''}${escaped(fold(value))}%`;
    return `${foldSql(`v.value #>> '{}'`)} like ${bind.add(pattern)}`;
  });
  return oneOf(
    paths.map((path) => `exists (select from jsonb_path_query(r.content, '${path}') as v(value) where ${matches.join(' or ')})`),
  );
}

const allowedModifiers: Readonly<Record<Rule['kind'], readonly string[]>> = {
  code: ['not'],
  coding: [],
  identifier: [],
  contact: [],
  string: ['exact', 'contains'],
  date: [],
  reference: [],
};

/** The SQL condition on `resource r` for one parameter. Values are always bound, never written into the text. */
export function conditionSql(type: ServedType, rule: Rule, asked: Asked, bind: Bindings): string {
  const { modifier, values } = asked;
  const known = rule.kind === 'reference' ? rule.targets : allowedModifiers[rule.kind];
  if (modifier !== null && !known.includes(modifier)) throw refuse('unknown_modifier');
  switch (rule.kind) {
    case 'code': {
      // A token of a plain code may name its system; there is only one, so the code alone decides.
      const codes = values.map((value) => (rule.type === 'token' ? value.slice(value.indexOf('|') + 1) : value));
      const listed = `r.content->>'${rule.field}' = any(${bind.add(codes)}::text[])`;
      return modifier === 'not' ? `(${listed}) is not true` : listed;
    }
    case 'coding':
      return oneOf(values.map((value) => contains(rule.path, token(value, 'code'), bind)));
    case 'identifier':
      return oneOf(values.map((value) => contains(rule.path, token(value, 'value'), bind)));
    case 'contact':
      return oneOf(
        values.map((value) =>
          contains('telecom[]', { ...(rule.system ? { system: rule.system } : {}), value: value.slice(value.indexOf('|') + 1) }, bind),
        ),
      );
    case 'string':
      return stringSql(rule.paths, asked, bind);
    case 'date':
      return oneOf(
        values.map((value) => {
          const condition = dateCondition(value);
          const instant = (text: string): string => `${bind.add(text)}::timestamptz`;
          if (rule.point) return pointSql(`fhir_low(${rule.from})`, condition, instant);
          const from = rule.from === rule.to ? `fhir_low(${rule.from})` : `coalesce(fhir_low(${rule.from}), '-infinity')`;
          const to = rule.from === rule.to ? `fhir_high(${rule.to})` : `coalesce(fhir_high(${rule.to}), 'infinity')`;
          return `(${spanSql(from, to, condition, instant)})`;
        }),
      );
    case 'reference': {
      const wanted = values.flatMap((value) => references(value, rule.targets, modifier));
      if (type === 'Slot' && rule.path === 'schedule') return `r.content->'schedule'->>'reference' = any(${bind.add(wanted)}::text[])`;
      return oneOf(wanted.map((reference) => contains(rule.path, { reference }, bind)));
    }
  }
}
