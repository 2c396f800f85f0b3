import { useRead } from './client.ts';
import type { Route } from './routerStore.ts';

/**
 * Where a person who has just signed in goes: to what they asked for, or first to a new version of the terms or the consent (R2). Null
 * while it is not known yet. Whichever way somebody has signed in, the way on leads through here.
 */
export function useAfterSignIn(patientId: string | null): ((then: Route) => Route) | null {
  const pending = useRead('documents.pending', patientId === null ? null : {}).data;
  // What was read as nobody, a moment ago, says nothing about this patient.
  if (patientId === null || pending?.patientId !== patientId) return null;
  return (then) => (pending.pending.length === 0 || then.name === 'documents' ? then : { name: 'documents', purpose: 'renew', then });
}
