import type { PractitionerRole } from '@medplum/fhirtypes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Id } from '../../shared/lib/ids.ts';
import { clockOf, dayOf, partsOf, weekdayOf, type Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading, type Reader } from '../db/pool.ts';
import { hashOf } from '../devices/secrets.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource } from '../fhir/resourceStore.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { idOf, roleOfSlot } from '../scheduling/appointmentResource.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import { escaped } from '../web/escape.ts';
import { form, paragraph, saying, sendPage, type Page } from '../web/page.ts';
import { wordsFor } from '../web/words.ts';
import { acceptOffer, declineOffer } from './answer.ts';
import { offerRules } from './offerRules.ts';
import { pageWords, type PageWords } from './pageWords.ts';
import { readOffer } from './postgresWaiting.ts';
import type { Offer } from './waitingStore.ts';

/** What the key in the address opens: the offer of an account that may still be written to. Null for anything else. */
async function offerBehind(from: Reader, secret: string): Promise<Offer | null> {
  const { rows } = await from.query<{ offer: Id }>(
    `select l.offer from waiting_link l join account a on a.id = l.account where l.hash = $1 and a.locked_at is null and a.closed_at is null`,
    [hashOf(secret)],
  );
  return rows[0] ? readOffer(from, rows[0].offer) : null;
}

const two = (value: number): string => String(value).padStart(2, '0');

function moment(words: PageWords, at: Instant): string {
  const { day, month, year } = partsOf(dayOf(at));
  return `${words.weekdays[weekdayOf(dayOf(at)) - 1] ?? ''}, ${two(day)}.${two(month)}.${year}, ${clockOf(at)}`;
}

async function nameOf(from: Reader, type: 'Practitioner' | 'Location', id: Id | null): Promise<{ name: string; within: Id | null; address: string }> {
  const row = id === null ? null : await findResource(from, type, id);
  const nothing = { name: '', within: null, address: '' };
  if (!row || row.deleted) return nothing;
  if (row.content.resourceType === 'Practitioner') {
    const { family = '', given = [], text } = row.content.name?.[0] ?? {};
    return { ...nothing, name: text ?? [family, ...given].join(' ').trim() };
  }
  if (row.content.resourceType !== 'Location') return nothing;
  const { name = '', partOf, address } = row.content;
  return { name, within: idOf('Location', partOf), address: address?.text ?? '' };
}

/** Day and hour, doctor, office and room. */
async function factsOf(from: Reader, words: PageWords, { slot, startsAt, until }: Offer, withTerm = true): Promise<string> {
  const role: PractitionerRole = await roleOfSlot(from, slot);
  const doctor = await nameOf(from, 'Practitioner', idOf('Practitioner', role.practitioner));
  const places = await Promise.all((role.location ?? []).map((one) => nameOf(from, 'Location', idOf('Location', one))));
  const office = places.find(({ within }) => within === null) ?? places[0];
  const rooms = places.filter((place) => place !== office).map(({ name }) => name);
  const speciality = role.specialty?.[0]?.text ?? role.specialty?.[0]?.coding?.[0]?.display ?? '';
  const rows = [
    [words.when, moment(words, startsAt)],
    [words.doctor, [doctor.name, speciality].filter((part) => part !== '').join(', ')],
    [words.where, [office?.name ?? '', office?.address ?? '', ...rooms].filter((part) => part !== '').join(', ')],
    ...(withTerm ? [[words.keptUntil, moment(words, until)]] : []),
  ];
  return rows.filter(([, said]) => said !== '').map(([name = '', said = '']) => `<p><b>${escaped(name)}</b><br><span lang="ru">${escaped(said)}</span></p>`).join('');
}

const ended = (words: PageWords, { state, until }: Offer, now: Instant): Page | null => {
  if (state === 'accepted' || state === 'declined') return saying(410, words.used, state === 'accepted' ? words.usedAccepted : words.usedDeclined);
  return state !== 'open' || until <= now ? saying(410, words.gone, words.goneText) : null;
};

function refusedPage(words: PageWords, code: string): Page {
  const text = words.refusals[code as keyof PageWords['refusals']] ?? words.refusals.slot_taken;
  return saying(409, words.notTaken, text);
}

/** The page of an offer that still waits for its answer. */
async function openPage(from: Reader, words: PageWords, offer: Offer): Promise<Page> {
  const body = `${paragraph(words.lead)}${await factsOf(from, words, offer)}${paragraph(words.mind)}${form('accept', '', words.accept)}${form('decline', '', words.decline, true)}`;
  return { status: 200, title: words.title, body };
}

/**
 * S6. The page behind the link of a letter: the patient is at home. Looking at it changes nothing, however often a program that reads mail
 * looks; only its two buttons do. Once it has been answered it tells nothing any more.
 */
export const offerPages: Routes = (app, parts: ServerParts) => {
  const rules = offerRules(parts);

  const answered = async (words: PageWords, offer: Offer, what: string | null): Promise<Page> => {
    const answer = { offer: offer.id, patient: offer.patient };
    if (what === 'accept') {
      await inTransaction(parts.pool, (tx) => acceptOffer(postgresSlotStore(tx), answer, rules, parts.now()));
      const facts = await factsOf(reading(parts.pool), words, offer, false);
      return { status: 200, title: words.accepted, body: `${facts}${paragraph(words.acceptedText)}` };
    }
    if (what !== 'decline') return saying(400, words.notTaken, words.again);
    await inTransaction(parts.pool, (tx) => declineOffer(postgresSlotStore(tx), answer, rules, parts.now()));
    return saying(200, words.declined, words.declinedText);
  };

  const page = async (request: FastifyRequest, reply: FastifyReply, show: (words: PageWords, offer: Offer) => Promise<Page>): Promise<FastifyReply> => {
    const site = wordsFor(request.query);
    const words = pageWords[site.lang === 'en' ? 'en' : 'ru'];
    const offer = await offerBehind(reading(parts.pool), (request.params as { key: string }).key);
    if (!offer) return sendPage(reply, parts, site, saying(410, words.gone, words.goneText));
    try {
      return sendPage(reply, parts, site, ended(words, offer, parts.now()) ?? (await show(words, offer)));
    } catch (error) {
      if (!(error instanceof FhirRefusal)) throw error;
      return sendPage(reply, parts, site, refusedPage(words, error.code));
    }
  };

  app.get('/offer/:key', (request, reply) => page(request, reply, (words, offer) => openPage(reading(parts.pool), words, offer)));
  app.post('/offer/:key', (request, reply) => page(request, reply, (words, offer) => answered(words, offer, request.body instanceof URLSearchParams ? request.body.get('do') : null)));
};
