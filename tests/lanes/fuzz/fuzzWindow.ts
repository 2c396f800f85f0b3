import { MessageChannel } from 'node:worker_threads';
import * as z from 'zod';
import type { Port } from '../../../backend/server/port.ts';
import { complaintsAbout, isSilent, lookAt, type Sent, type TypedReply } from './oracle.ts';

/** One far end of a port with an attacker behind it. */
export interface FuzzWindow {
  readonly id: number;
  readonly printJob: string | null;
  /** False: this value cannot cross a port at all. */
  send(message: unknown): boolean;
  /** Calls that must still be answered. */
  waiting(): readonly Sent[];
  isClosed(): boolean;
  /** Refused for their number or size, or not a call at all: what an honest page never sends. */
  strikes(): number;
  close(): void;
}

interface WindowDeps {
  /** Of the same window before its page was loaded again. */
  readonly strikes: number;
  readonly connect: (port: Port) => void;
  readonly onAnswer: (reply: TypedReply, sent: readonly Sent[]) => void;
  readonly onComplaint: (complaint: string, sent: readonly Sent[]) => void;
}

const FromBackend = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('reply'), id: z.int(), reply: z.unknown() }),
  z.strictObject({ type: z.literal('changed'), topics: z.array(z.string().max(100)) }),
]);

export function openFuzzWindow(id: number, printJob: string | null, { connect, onAnswer, onComplaint, strikes: before }: WindowDeps): FuzzWindow {
  const { port1: ours, port2: theirs } = new MessageChannel();
  /** All calls ever made under a number: which of two an answer belongs to cannot be told. */
  const sentUnder = new Map<number, Sent[]>();
  const open = new Map<number, number>();
  let closed = false;
  let strikes = before;

  ours.on('message', (raw: unknown) => {
    const message = FromBackend.safeParse(raw);
    if (!message.success || !isSilent(message.data.type === 'changed' ? message.data : null)) return onComplaint('a message that is neither an answer nor news', []);
    if (message.data.type === 'changed') return;
    const { id: number } = message.data;
    const sent = sentUnder.get(number) ?? [];
    const left = open.get(number) ?? 0;
    if (left === 0) return onComplaint('an answer nobody waits for', sent);
    if (left === 1) open.delete(number);
    else open.set(number, left - 1);
    const complaints = complaintsAbout(message.data.reply, sent);
    complaints.forEach((complaint) => onComplaint(complaint, sent));
    if (complaints.length === 0) {
      const reply = message.data.reply as TypedReply;
      if (!reply.ok && reply.error.code === 'too_many_calls') strikes += 1;
      onAnswer(reply, sent);
    }
  });
  ours.on('close', () => {
    closed = true;
    // Refusals that were on their way when the port was closed are lost with it.
    for (const left of open.values()) strikes += left;
    open.clear();
  });
  connect({
    on(event: 'message' | 'close', listener: (message: { data: unknown }) => void) {
      if (event === 'message') theirs.on('message', (data: unknown) => listener({ data }));
      else theirs.on('close', () => listener({ data: undefined }));
    },
    postMessage: (message) => theirs.postMessage(message),
    start: () => theirs.start(),
    close: () => theirs.close(),
  });

  return {
    id,
    printJob,
    send(message) {
      if (closed) return false;
      const sent = lookAt(message);
      try {
        ours.postMessage(message);
      } catch {
        return false;
      }
      strikes += sent.isTooLarge ? 20 : sent.isCall ? 0 : 1;
      if (sent.id === null) return true;
      sentUnder.set(sent.id, [...(sentUnder.get(sent.id) ?? []), sent]);
      open.set(sent.id, (open.get(sent.id) ?? 0) + 1);
      return true;
    },
    waiting: () => [...open.keys()].flatMap((number) => sentUnder.get(number) ?? []),
    isClosed: () => closed,
    strikes: () => strikes,
    close: () => ours.close(),
  };
}
