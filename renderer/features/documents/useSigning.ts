import { useRef, useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { CallFailed, call, useRead } from '../../app/client.ts';
import type { PendingDocument } from './pending.ts';
import type { Signature } from './SignStep.tsx';

/** Where one document stands: shown what changed (or read at once), read, signed, or refused. */
export type Stage = 'begin' | 'read' | 'sign' | 'refused';

const known: readonly string[] = ['document_mismatch', 'document_not_in_force', 'signature_invalid', 'offline'];

export interface Signing {
  readonly loading: boolean;
  /** The one to be signed now; null when there is none. */
  readonly document: PendingDocument | null;
  readonly now: number;
  readonly total: number;
  /** Ids of what was signed here so far. */
  readonly signed: readonly string[];
  readonly accept: (document: PendingDocument, sha256: string, signature: Signature) => Promise<Output<'documents.accept'>>;
  readonly isKnown: (code: string) => boolean;
}

/** Goes through what has to be signed, one document after another. The list is that of the beginning: it does not change under the hand. */
export function useSigning(purpose: 'register' | 'renew'): Signing {
  const read = useRead('documents.pending', {});
  const list = useRef<readonly PendingDocument[] | null>(null);
  const [signed, setSigned] = useState<readonly string[]>([]);
  // One id a document, also when «Подписать» is pressed again after a failure: a signature is never taken twice.
  const commands = useRef(new Map<string, string>());
  const mine = read.data !== undefined && (purpose === 'register') === (read.data.patientId === null) ? read.data.pending : null;
  list.current ??= mine;
  const all = list.current ?? [];

  async function accept({ documentId, kind, version }: PendingDocument, sha256: string, signature: Signature): Promise<Output<'documents.accept'>> {
    const key = `${documentId} ${sha256} ${signature.signature ?? signature.typedName}`;
    const commandId = commands.current.get(key) ?? crypto.randomUUID();
    commands.current.set(key, commandId);
    const output = await call('documents.accept', { commandId, documentId, kind, version, sha256, ...signature });
    // Somebody who registers goes on to the server, which must have both signatures; a patient's may follow when the line is back.
    const { state, refusal } = await call('sync.outcome', { commandId, waitMs: 5_000 });
    if (state === 'refused') throw new CallFailed(refusal ?? 'failed');
    if (purpose === 'register' && state !== 'applied') throw new CallFailed('offline');
    setSigned([...signed, output.acceptanceId]);
    return output;
  }

  return { loading: list.current === null, document: all[signed.length] ?? null, now: signed.length + 1, total: all.length, signed, accept, isKnown: (code) => known.includes(code) };
}
