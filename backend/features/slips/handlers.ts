import type { Visit } from '../../../shared/features/appointments.ts';
import type { Slip } from '../../../shared/features/slips.ts';
import type { Output } from '../../../shared/contract.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

export interface SlipsNeeds extends Pick<BackendParts, 'device' | 'newId' | 'onLeave' | 'read' | 'seal' | 'shell' | 'sync'> {
  readonly readVisit: (db: ReadDb, patientId: Id, appointmentId: Id) => Visit | null;
  readonly readName: (db: ReadDb, patientId: Id) => { family: string; given: string; patronymic: string | null } | undefined;
}

export function createSlipsHandlers({ device, newId, onLeave, read, readName, readVisit, seal, shell, sync }: SlipsNeeds): HandlersOf<'slips'> {
  /** What the hidden windows of this moment were opened to draw, exactly as the patient saw it when asking for paper. */
  const jobs = new Map<Id, Output<'slips.job'>>();
  onLeave(async () => jobs.clear());

  function readSlip(db: ReadDb, appointmentId: Id, { actor, now }: CallContext): Slip | null {
    const { patientId } = actor;
    if (patientId === null) return null;
    const visit = readVisit(db, patientId, appointmentId);
    const name = readName(db, patientId);
    if (visit === null || name === undefined) return null;
    const { clinic, code, phone } = device();
    return {
      ...{ visit, patientId, patientShort: initials(name), printedAt: now, qr: sealOf(visit, patientId, now) },
      clinic: { name: clinic, phone },
      deviceCode: code,
      line: sync.status().line,
    };
  }

  function sealOf(visit: Visit, patientId: Id, at: Instant): string {
    const { id, number, startsAt, roleId, room } = visit;
    const state = stateOf(visit);
    return seal({ kind: 'slip', id, number, at, time: startsAt, state, content: { patientId, startsAt, roleId, room: room.ru, state } });
  }

  return {
    'slips.one': (db, { appointmentId }, context) => ({ slip: readSlip(db, appointmentId, context) }),

    'slips.print': async ({ appointmentId, paper, language }, context) => {
      const slip = readSlip(read, appointmentId, context);
      if (slip === null) return new Refusal('not_found');
      const printJob = newId();
      jobs.set(printJob, { slip, paper, language });
      try {
        const outcome = await shell.print({ printJob, paper });
        return outcome === 'printed' ? {} : new Refusal(outcome);
      } finally {
        jobs.delete(printJob);
      }
    },

    'slips.job': (_db, _input, { printJob }) => (printJob === null ? null : (jobs.get(printJob) ?? null)),
  };
}

/** What the paper says of the visit: until the server has answered, nothing is certain. */
function stateOf({ status, pending }: Visit): string {
  // A check-in on its way changes nothing of the visit, and one made on a lease stands already.
  if (pending === null || pending.kind === 'arrive' || (pending.kind === 'book' && status === 'booked')) return status;
  return { book: 'sending', cancel: 'cancelling', move: 'moving' }[pending.kind];
}

/** `Кузнецова А. П.`, with spaces that do not break over two lines. */
export function initials({ family, given, patronymic }: { family: string; given: string; patronymic: string | null }): string {
  const letters = [given, patronymic ?? '']
    .flatMap((name) => [...name.trim()].slice(0, 1))
    .map((letter) => `${letter.toLocaleUpperCase('ru')}.`);
  return [family, ...letters].join('\u00a0');
}
