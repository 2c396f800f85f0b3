import type { Id } from '../../shared/lib/ids.ts';
import type { Caller } from '../http/caller.ts';
import { FhirRefusal } from './refusal.ts';
import { isSharedType, type ServedType } from './types.ts';
import { isServedType } from './validate.ts';

/** What a caller may read. It becomes part of the SQL: rows of others are never fetched, so they cannot slip through afterwards. */
export type Scope = { readonly kind: 'all' } | { readonly kind: 'shared' } | { readonly kind: 'patient'; readonly patient: Id };

export function scopeOf(caller: Caller): Scope {
  switch (caller.kind) {
    case 'system':
      return { kind: 'all' };
    case 'patient':
      return { kind: 'patient', patient: caller.patientId };
    case 'device':
    case 'staff':
      return { kind: 'shared' };
  }
}

/** Collects the values of a statement; gives each its `$n`. */
export class Bindings {
  readonly values: unknown[] = [];
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** Condition on `resource r` (or a table with the same columns) for what the scope may read. Of the own record what the clinic has released. */
export function scopeSql(scope: Scope, bind: Bindings): string {
  if (scope.kind === 'all') return 'true';
  if (scope.kind === 'shared') return 'r.patient is null';
  return `(r.patient is null or (r.patient = ${bind.add(scope.patient)} and r.held is null))`;
}

/** Condition for what the scope may know of, though it may be gone: a result that was never released has never been. */
export function knownSql(scope: Scope, bind: Bindings): string {
  if (scope.kind === 'patient') return `(r.patient is null or (r.patient = ${bind.add(scope.patient)} and r.held is distinct from 'never'))`;
  return scopeSql(scope, bind);
}

/** Whether a row that is known is gone: removed, or for its patient taken back by the clinic. */
export function goneSql(scope: Scope): string {
  return scope.kind === 'patient' ? `(r.deleted or r.held is not null)` : 'r.deleted';
}

/** The type, if this server keeps it and the scope has any business with it: a device learns nothing of who exists. */
export function readableType(scope: Scope, type: string): ServedType {
  if (!isServedType(type)) throw new FhirRefusal(404, 'type_not_served');
  if (scope.kind === 'shared' && !isSharedType(type)) throw new FhirRefusal(403, 'forbidden');
  return type;
}

/** Plain FHIR writes are for the clinic's own systems; devices and people act through operations. */
export function assertMayWrite(caller: Caller): void {
  if (caller.kind !== 'system') throw new FhirRefusal(403, 'forbidden');
}
