import type { WriteTx } from '../../db/types.ts';
import type { SyncRules } from '../../sync/rules.ts';

/** `takeVisit`: writes the visit the server has answered with. */
export function createCheckInSync(takeVisit: (tx: WriteTx, body: unknown) => void): SyncRules<'checkIn'> {
  return {
    // The rows are the appointments'. It is named here because the queue on screen is read again when its feature changes.
    apply: { Appointment: () => {} },
    remove: { Appointment: () => {} },
    push: {
      'checkIn.arrive': {
        // It waits for the booking it is about.
        touches: ({ appointmentId }) => [`Appointment/${appointmentId}`],
        // Nothing of the server's is edited locally, so a pull never has to wait for an entry.
        locks: () => [],
        toRequest: ({ appointmentId }, entry) => ({
          ...{ method: 'POST', path: `/fhir/Appointment/${appointmentId}/$check-in`, as: 'device', idempotencyKey: entry.commandId },
          ...(entry.signInId === null ? {} : { signInId: entry.signInId }),
          body: { resourceType: 'Parameters', parameter: [] },
        }),
        applied: (tx, _input, body) => takeVisit(tx, body),
        // The outbox keeps the refusal, and reading the visit shows it.
        refused: () => {},
        // Never sent: reading the visit goes past it.
        withdraw: () => true,
      },
    },
  };
}
