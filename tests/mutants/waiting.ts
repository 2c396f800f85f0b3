import type { Mutant } from './mutant.ts';

const table = { runner: 'unit', file: 'tests/clinic-server/waiting/passOn.test.ts' } as const;
const order = { runner: 'integration', file: 'tests/integration/clinic-server/waiting/offers.test.ts' } as const;
const page = { runner: 'integration', file: 'tests/integration/clinic-server/waiting/offerPage.test.ts' } as const;

const passOn = 'clinic-server/waiting/passOn.ts';
const answer = 'clinic-server/waiting/answer.ts';
const kept = 'clinic-server/waiting/postgresWaiting.ts';
const link = 'clinic-server/waiting/offerPage.ts';
const writes = 'clinic-server/waiting/plainWrites.ts';
const join = 'clinic-server/waiting/join.ts';

/** S6: who is offered a freed time, when, and who may answer. */
export const waitingMutants: readonly Mutant[] = [
  {
    rule: 'S6', what: 'a time outside the days asked for is offered', file: passOn,
    find: "if (slot.startsAt < wish.from || slot.endsAt > wish.until) return 'dates';", replace: '',
    proof: { ...table, title: 'S6 days and part of the day are the patient’s own, and a time has to lie within them' },
  },
  {
    rule: 'S6', what: 'any part of the day will do', file: passOn,
    find: "if (wish.part !== null && partOfDayAt(slot.startsAt) !== wish.part) return 'part_of_day';", replace: '',
    proof: { ...table, title: 'S6 days and part of the day are the patient’s own, and a time has to lie within them' },
  },
  {
    rule: 'S6', what: 'who has just given a time up is offered it', file: passOn,
    find: "if (wish.patient === givenUpBy) return 'gave_it_up';", replace: '',
    proof: { ...table, title: 'S6 who gives a time up is not offered it, also when others have declined it in between' },
  },
  {
    rule: 'S6', what: 'a second offer forgets who gave the time up', file: answer,
    find: '{ cause: state, givenUpBy: offer.givenUpBy }', replace: '{ cause: state }',
    proof: { ...table, title: 'S6 who gives a time up is not offered it, also when others have declined it in between' },
  },
  {
    rule: 'S6', what: 'who has a visit at that hour is asked', file: passOn,
    find: "if (await store.isBusy(wish.patient, slot.startsAt, slot.endsAt)) return 'busy';", replace: '',
    proof: { ...table, title: 'S6 whoever has as many visits as the clinic allows, or one at that hour, is passed over' },
  },
  {
    rule: 'S6', what: 'who has all visits the clinic allows is asked', file: passOn,
    find: "if ((await store.activeVisits(wish.patient, now)) >= rules.maxActiveVisits) return 'too_many_visits';", replace: '',
    proof: { ...table, title: 'S6 whoever has as many visits as the clinic allows, or one at that hour, is passed over' },
  },
  {
    rule: 'S6', what: 'a time that begins in an hour is kept for an hour', file: passOn,
    find: "if (slot.startsAt < now + (rules.offerMinutes + rules.leadMinutes) * minute) return unoffered('too_soon');", replace: '',
    proof: { ...table, title: 'S6 a time that begins too soon for an answer and the way is free for everybody at once' },
  },
  {
    rule: 'S6', what: 'people are written to at night', file: passOn,
    find: 'if (!withinHours(rules, now)) {', replace: 'if (!withinHours(rules, now) && wishes.length > 99) {',
    proof: { ...table, title: 'S6 at night nobody is written to and the time is everybody’s; what is free in the morning is offered then' },
  },
  {
    rule: 'S6', what: 'the last who joined is asked first', file: kept,
    find: `order by fhir_low(r.content->>'created') nulls last, r.id`, replace: `order by fhir_low(r.content->>'created') desc, r.id`,
    proof: { ...order, title: 'S6 a cancelled time is offered to the first by time of joining who fits, is kept from everybody else, and becomes his visit' },
  },
  {
    rule: 'S6', what: 'an answer after the end is taken', file: answer,
    find: "offer.state !== 'open' || offer.until <= now", replace: "offer.state !== 'open'",
    proof: { ...table, title: 'S6 an answer that comes when the time is over is too late, to the millisecond, and the next is asked' },
  },
  {
    rule: 'S6', what: 'another patient answers', file: answer,
    find: 'if (!seen || seen.patient !== patient)', replace: 'if (!seen)',
    proof: { ...order, title: 'S6 a cancelled time is offered to the first by time of joining who fits, is kept from everybody else, and becomes his visit' },
  },
  {
    rule: 'S6', what: 'a consent taken back is not asked about', file: passOn,
    find: "return (await store.mayBook(wish.patient)) ? null : 'consent_withdrawn';", replace: 'return null;',
    proof: { ...order, title: 'S6 joining: one wish a doctor or speciality, so many in all, real dates, a doctor there is, and never without a consent' },
  },
  {
    rule: 'S6', what: 'one waits twice for the same doctor', file: join,
    find: "return refuse('already_waiting');", replace: 'wishes.length;',
    proof: { ...order, title: 'S6 joining: one wish a doctor or speciality, so many in all, real dates, a doctor there is, and never without a consent' },
  },
  {
    rule: 'S6', what: 'what the clinic frees by plain FHIR is nobody’s turn', file: writes,
    find: 'for (const { slot, ...freed } of changes.flatMap((change) => freedBy(change) ?? [])', replace: 'for (const { slot, ...freed } of changes.slice(99).flatMap((change) => freedBy(change) ?? [])',
    proof: { ...order, title: 'S6 a time moved away from, removed or closed by the clinic and opened again goes the same way, and a hold that ran out does not' },
  },
  {
    rule: 'S6', what: 'an offer is changed by a plain write of its Task', file: writes,
    find: "isId(id) && (await store.offer(id)))", replace: "isId(id) && (await store.offer(id))?.state === 'withdrawn')",
    proof: { ...order, title: 'S6 a time moved away from, removed or closed by the clinic and opened again goes the same way, and a hold that ran out does not' },
  },
  {
    rule: 'S6', what: 'looking at the link takes the time', file: link,
    find: 'openPage(reading(parts.pool), words, offer)));', replace: "answered(words, offer, 'accept')));",
    proof: { ...page, title: 'S6 whoever only looks takes nothing: a program that opens every link ten times leaves the offer as it is' },
  },
  {
    rule: 'S6', what: 'a link that was used tells whose and when', file: link,
    find: 'ended(words, offer, parts.now()) ?? (await show(words, offer))', replace: 'await show(words, offer)',
    proof: { ...page, title: 'S6 the button takes the time, once, and the link then tells nothing any more' },
  },
  {
    rule: 'S6', what: 'the link of a locked account goes on', file: link,
    find: 'where l.hash = $1 and a.locked_at is null and a.closed_at is null', replace: 'where l.hash = $1',
    proof: { ...page, title: 'S6 run out, of a locked account, or never given: the link opens nothing' },
  },
];
