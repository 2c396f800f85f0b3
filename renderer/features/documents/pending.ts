import type { Output } from '../../../shared/contract.ts';

export type PendingDocument = Output<'documents.pending'>['pending'][number];
