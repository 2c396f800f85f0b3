import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { command, query, task } from '../rpc/procedure.ts';

/** What a patient deletes as one thing. `visits`: past or cancelled, with what was done and the papers; `waiting`: wishes on the waiting list that are over. */
export const DeletionKind = z.enum(['visits', 'results', 'orders', 'waiting']);
export type DeletionKind = z.infer<typeof DeletionKind>;

export const deletionKinds = DeletionKind.options;

const Count = z.int().nonnegative();
export const DeletionCounts = z.object({ visits: Count, results: Count, orders: Count, waiting: Count });
export type DeletionCounts = z.infer<typeof DeletionCounts>;

/** One thing, a whole kind, or everything that can be deleted. */
export const Deletable = z.discriminatedUnion('scope', [
  z.object({ scope: z.literal('item'), kind: DeletionKind, itemId: Id }),
  z.object({ scope: z.literal('kind'), kind: DeletionKind }),
  z.object({ scope: z.literal('all') }),
]);
export type Deletable = z.infer<typeof Deletable>;

/** `sending`: gone here, the centre has not answered yet; `refused`: it said no, and nothing is gone. */
export const DeletionState = z.enum(['sending', 'done', 'refused', 'restored']);
export type DeletionState = z.infer<typeof DeletionState>;

export const DeletionReceipt = z.object({
  receiptId: Id,
  /** `К03-0017`: for people, and for the written application. */
  number: z.string(),
  what: z.enum(['item', 'kind', 'all']),
  counts: DeletionCounts,
  madeAt: Instant,
  state: DeletionState,
  /** Code of the centre's refusal. */
  refusal: z.string().nullable(),
});
export type DeletionReceipt = z.infer<typeof DeletionReceipt>;

/** A receipt on paper: how many of each kind, never which. The patient is surname and initials. */
export const ReceiptPaper = z.object({
  receipt: DeletionReceipt,
  patientId: Id,
  patientShort: z.string(),
  clinic: z.object({ name: LocalText, phone: z.string() }),
  deviceCode: z.string(),
  printedAt: Instant,
  line: z.enum(['up', 'down']),
  language: z.enum(['ru', 'en']),
  qr: z.string(),
});
export type ReceiptPaper = z.infer<typeof ReceiptPaper>;

const Language = z.enum(['ru', 'en']);

/** Row D1. */
export const deletion = {
  /** What would go and what would stay, before anything is done. */
  'deletion.plan': query({
    allow: ['patient'],
    input: z.object({ of: Deletable }),
    output: z.object({
      patientId: Id,
      goes: DeletionCounts,
      /** What is still ahead: to be cancelled first. */
      ahead: DeletionCounts,
      /** Consents and acceptances: kept, whatever is deleted. */
      signed: Count,
    }),
    subjects: ({ patientId }) => [patientId],
  }),
  /** Gone from this device with the commit, also without a line; `rows` are what a pull must not bring back before the centre has answered. */
  'deletion.erase': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, receiptId: Id, of: Deletable }),
    output: z.object({ receiptId: Id, number: z.string(), madeAt: Instant, counts: DeletionCounts, rows: z.array(z.string()) }),
    errors: ['not_found', 'still_ahead', 'id_taken'],
  }),
  /** The newest first. Without a line only what this device still has on its way. */
  'deletion.receipts': task({
    allow: ['patient'],
    input: z.object({}),
    output: z.object({ patientId: Id, complete: z.boolean(), receipts: z.array(DeletionReceipt) }),
    errors: [],
    subjects: ({ patientId }) => [patientId],
  }),
  /** On A4 without any dialog. */
  'deletion.print': task({ allow: ['patient'], input: z.object({ receiptId: Id, language: Language }), output: z.object({}), errors: ['not_found', 'no_printer', 'failed'] }),
  /** What the hidden print window draws: the one job its port was opened for. */
  'deletion.job': query({ allow: ['print'], input: z.object({}), output: ReceiptPaper.nullable(), subjects: (paper) => (paper === null ? [] : [paper.patientId]) }),
};
