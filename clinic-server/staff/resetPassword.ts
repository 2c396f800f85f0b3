import { randomInt } from 'node:crypto';
import { Id } from '../../shared/lib/ids.ts';
import { inTransaction } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes } from '../http/parts.ts';
import { forgiveAttempt, staffRule } from '../identity/throttle.ts';
import { audit } from '../locks/identityAudit.ts';
import { endSignInsOfStaff, setPasswordHash } from './staffStore.ts';

/** A shift is enough to come to a desk and set one's own. */
export const oneTimeHours = 12;

// Without letters and digits that sound or look alike: it is read aloud or written on a slip.
const letters = 'abcdefghkmnpqrstuvwxyz23456789';

/** Twelve characters in three groups: more than 58 bits for half a day, and wrong tries are slowed down. */
export function newOneTimePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return `${group()}-${group()}-${group()}`;
}

/** Row R9: a colleague has forgotten their password. What they get is shown once, kept as a hash, and good for setting their own only. */
export const resetPassword: Routes = (app, parts) => {
  app.post('/identity/staff/accounts/:id/password', async (request) => {
    const { staffId, deviceId } = staffOf(request, 'administrator');
    const id = Id.safeParse((request.params as { id: string }).id);
    if (!id.success) throw new FhirRefusal(404, 'not_found');
    // One's own is changed with the old one: a desk left open for a minute must not be enough to take the account.
    if (id.data === staffId) throw new FhirRefusal(409, 'own_password');
    const password = newOneTimePassword();
    const passwordHash = await parts.passwords.hash(password);
    const until = await inTransaction(parts.pool, async (tx) => {
      const now = parts.now();
      const oneTimeUntil = now + oneTimeHours * 3_600_000;
      const login = await setPasswordHash(tx, { id: id.data, passwordHash, oneTimeUntil, now });
      if (login === null) throw new FhirRefusal(404, 'not_found');
      // Whoever knew the old one is out, on every desk.
      await endSignInsOfStaff(tx, id.data, now);
      // Their own slips before they asked for help would keep them waiting.
      await forgiveAttempt(tx, staffRule, login);
      await audit(tx, { action: 'staff_password_reset', staff: staffId, device: deviceId, aboutStaff: id.data, now });
      return oneTimeUntil;
    });
    return { password, until };
  });
};
