import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';

/**
 * Row R5. Where the clinic lets people in by Gosuslugi only, every door to a password is closed here: the page that shows no form is a
 * courtesy, and a device with an older policy, or a program in its place, still has the form. Asked before anything typed is looked at, so
 * the refusal is the same for everybody.
 */
export function assertPasswordsOpen({ config }: Pick<ServerParts, 'config'>): void {
  if (config.policy.esia === 'required') throw new FhirRefusal(403, 'esia_required');
}
