import type { Output } from '../../../shared/contract.ts';
import type { DeletionReceipt } from '../../../shared/features/deletion.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import type { SealFacts } from '../../server/sealing.ts';
import { Unreachable } from '../../sync/clinicApi.ts';
import { chosen, countSigned, countThings, listThings } from './cabinet.ts';
import { listAsked, readReceipts, together } from './receipts.ts';

export interface DeletionNeeds extends Pick<BackendParts, 'clinic' | 'device' | 'newId' | 'onLeave' | 'publish' | 'read' | 'seal' | 'shell' | 'sync'> {
  /** Takes a row out of whatever feature shows it. */
  readonly forgetRow: (tx: WriteTx, row: string) => void;
  /** Surname and initials, for paper. */
  readonly patientShort: (db: ReadDb, patientId: Id) => string;
}

/** Screens that show what may just have gone. */
const shownBy = ['appointments', 'checkIn', 'encounters', 'results', 'orders', 'papers', 'ownData', 'waiting'];

export function createDeletionHandlers({ clinic, device, forgetRow, newId, onLeave, patientShort, publish, read, seal, shell, sync }: DeletionNeeds): HandlersOf<'deletion'> {
  /** What the hidden windows of this moment were opened to draw. */
  const jobs = new Map<Id, NonNullable<Output<'deletion.job'>>>();
  onLeave(async () => jobs.clear());

  /** The centre's list, and this device's own beside it; without a line only the latter. */
  async function receiptsOf(patientId: Id): Promise<{ readonly complete: boolean; readonly receipts: DeletionReceipt[] }> {
    try {
      const { status, body } = await clinic.send({ method: 'GET', path: '/identity/erasures', as: 'patient', timeoutMs: 8_000 });
      if (status === 200) return { complete: true, receipts: together(readReceipts(body), listAsked(read, patientId)) };
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
    return { complete: false, receipts: listAsked(read, patientId) };
  }

  return {
    'deletion.plan': (db, { of }, context) => {
      const patientId = patientOf(context);
      const things = chosen(listThings(db, patientId, context.now), of);
      return { patientId, goes: countThings(things.filter(({ ahead }) => !ahead)), ahead: countThings(things.filter(({ ahead }) => ahead)), signed: countSigned(db, patientId) };
    },

    'deletion.erase': (tx, { receiptId, of }, context) => {
      const patientId = patientOf(context);
      const things = chosen(listThings(tx, patientId, context.now), of);
      const goes = things.filter(({ ahead }) => !ahead);
      if (goes.length === 0) return new Refusal(things.length === 0 ? 'not_found' : 'still_ahead');
      const rows = goes.flatMap((thing) => thing.rows);
      for (const row of rows) forgetRow(tx, row);
      // After the commit, which is the end of this very turn: the screens of other features read again.
      setImmediate(() => publish(shownBy));
      return { receiptId, number: context.nextNumber(), madeAt: context.now, counts: countThings(goes), rows };
    },

    'deletion.receipts': async (_input, context) => {
      const patientId = patientOf(context);
      return { patientId, ...(await receiptsOf(patientId)) };
    },

    'deletion.print': async ({ receiptId, language }, context) => {
      const patientId = patientOf(context);
      const receipt = (await receiptsOf(patientId)).receipts.find((one) => one.receiptId === receiptId);
      if (receipt === undefined || receipt.state === 'refused') return new Refusal('not_found');
      const { clinic: name, code, phone } = device();
      const printJob = newId();
      jobs.set(printJob, {
        ...{ receipt, patientId, language, printedAt: context.now, deviceCode: code, line: sync.status().line },
        ...{ patientShort: patientShort(read, patientId), clinic: { name, phone }, qr: seal(sealFacts(receipt, patientId, context.now)) },
      });
      try {
        const outcome = await shell.print({ printJob, paper: 'a4' });
        return outcome === 'printed' ? {} : new Refusal(outcome);
      } finally {
        jobs.delete(printJob);
      }
    },

    'deletion.job': (_db, _input, { printJob }) => (printJob === null ? null : (jobs.get(printJob) ?? null)),
  };
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}

function sealFacts({ receiptId: id, number, state, madeAt, what, counts }: DeletionReceipt, patientId: Id, at: Instant): SealFacts {
  return { kind: 'receipt', id, number, at, time: madeAt, state, content: { patientId, what, counts } };
}
