import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import { listKnown, listOpenOffers } from './known.ts';
import { findPlace } from './store.ts';

export interface WaitingNeeds {
  /** D3: whether this patient has taken the whole consent back, as far as this device knows. */
  readonly consentWithdrawn: (db: ReadDb, patientId: Id) => boolean;
}

export function createWaitingHandlers({ consentWithdrawn }: WaitingNeeds): HandlersOf<'waiting'> {
  return {
    'waiting.mine': (db, _input, context) => {
      const patientId = patientOf(context);
      const entries = listKnown(db, patientId, context.now).map(({ roleId: _roleId, ...entry }) => entry);
      return { patientId, entries, offers: [...listOpenOffers(db, patientId, context.now)] };
    },

    // What can be known here before the server is asked. It has the last word, so a doubt is let through.
    'waiting.join': (tx, { entryId, roleId, anyDoctor, from, until }, context) => {
      const patientId = patientOf(context);
      if (consentWithdrawn(tx, patientId)) return new Refusal('consent_withdrawn');
      const place = findPlace(tx, roleId);
      if (place === undefined) return new Refusal('not_found');
      if (until < from || until < dayOf(context.now)) return new Refusal('day_past');
      const standing = listKnown(tx, patientId, context.now).filter(({ state, leaving }) => state !== 'refused' && !leaving);
      if (standing.some((entry) => (anyDoctor ? entry.roleId === null && entry.speciality.ru === place.specialityRu : entry.roleId === roleId))) return new Refusal('already_waiting');
      return { entryId, number: context.nextNumber() };
    },

    'waiting.leave': (tx, { entryId }, context) => {
      const entry = listKnown(tx, patientOf(context), context.now).find(({ id }) => id === entryId);
      if (entry === undefined) return new Refusal('not_found');
      return entry.state === 'refused' || entry.leaving ? new Refusal('not_active') : { entryId };
    },

    'waiting.accept': (tx, { offerId, entryId }, context) => (answerable(tx, offerId, entryId, context) ? { entryId } : new Refusal('offer_gone')),
    'waiting.decline': (tx, { offerId, entryId }, context) => (answerable(tx, offerId, entryId, context) ? { entryId } : new Refusal('offer_gone')),
  };
}

/** By this device's clock, which is measured against the server's; the server decides to the second. */
function answerable(db: ReadDb, offerId: Id, entryId: Id, context: CallContext): boolean {
  const offer = listOpenOffers(db, patientOf(context), context.now).find(({ id }) => id === offerId);
  return offer !== undefined && offer.entryId === entryId && offer.answering === null && offer.until > context.now;
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}
