import * as z from 'zod';
import { deletion } from '../../../shared/features/deletion.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { toWire } from '../../../shared/lib/moscow.ts';
import type { WriteTx } from '../../db/types.ts';
import { dropDeferred, forgetHistory } from '../../sync/feedStore.ts';
import type { SyncRules } from '../../sync/rules.ts';

const Rows = z.object({ rows: z.array(z.string()) });
const rowsOf = (output: unknown): readonly string[] => Rows.parse(output).rows;

/** The rows are other features'. They are named here because a plan on screen is read again when what it counts changes. */
const counted = { Appointment: () => {}, DiagnosticReport: () => {}, ServiceRequest: () => {}, Consent: () => {} };

export const deletionSync = {
  apply: counted,
  remove: counted,
  push: {
    'deletion.erase': {
      touches: ({ of }) => (of.scope === 'item' ? [`${of.kind}/${of.itemId}`] : []),
      // Gone here with the commit: what a pull brings of it meanwhile waits until the centre has answered.
      locks: (_input, output) => rowsOf(output),
      toRequest: ({ receiptId, of }, { commandId, signInId, output }) => {
        const { number, madeAt } = deletion['deletion.erase'].output.parse(output);
        return {
          ...{ method: 'POST', path: '/fhir/$erase', as: 'device', idempotencyKey: commandId },
          ...(signInId === null ? {} : { signInId }),
          body: {
            resourceType: 'Parameters',
            parameter: [
              { name: 'receiptId', valueUuid: `urn:uuid:${receiptId}` },
              { name: 'number', valueString: number },
              { name: 'madeAt', valueInstant: toWire(madeAt) },
              { name: 'what', valueCode: of.scope === 'all' ? 'all' : of.kind },
              ...(of.scope === 'item' ? [{ name: 'item', valueUuid: `urn:uuid:${of.itemId}` }] : []),
            ],
          },
        };
      },
      // What waited is from before: it would show for a moment what the next page of the feed takes away.
      applied: (tx, _input, _body, output) => dropWaiting(tx, rowsOf(output)),
      // Nothing is gone after all: the rows are read again from the beginning, for here they are no more.
      refused: (tx) => forgetHistory(tx, 'personal'),
    },
  },
} satisfies SyncRules<'deletion'>;

function dropWaiting(tx: WriteTx, rows: readonly string[]): void {
  for (const row of rows) {
    const [type = '', id = ''] = row.split('/');
    dropDeferred(tx, 'personal', type, id as Id);
  }
}
