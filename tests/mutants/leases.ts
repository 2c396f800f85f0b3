import type { Mutant } from './mutant.ts';

const decisions = { runner: 'unit', file: 'tests/clinic-server/leases/decisions.test.ts' } as const;
const postgres = { runner: 'integration', file: 'tests/integration/clinic-server/leases/postgresLeases.test.ts' } as const;
const wire = { runner: 'integration', file: 'tests/integration/clinic-server/leases/leases.test.ts' } as const;

const leases = 'clinic-server/scheduling/leases.ts';
const policy = 'clinic-server/leases/policy.ts';
const relied = 'clinic-server/leases/relied.ts';
const kept = 'clinic-server/leases/postgresLeases.ts';
const open = 'clinic-server/scheduling/openSlot.ts';
const claims = 'clinic-server/scheduling/claims.ts';
const proof = 'clinic-server/leases/reliedIn.ts';
const device = 'clinic-server/devices/deviceStore.ts';
const operations = 'clinic-server/scheduling/operations.ts';

/** O2, O6 on the server: who may give a time out, what a promise is worth, and what a revocation takes. */
export const leasesMutants: readonly Mutant[] = [
  {
    rule: 'O2', what: 'an office is given more than its share', file: leases,
    find: 'Math.floor(times * request.share) - others - standing.length', replace: 'times',
    proof: { ...wire, title: 'O2 a second desk gets its part of what the first gives back, and a return frees only its own lease' },
  },
  {
    rule: 'O2', what: 'every device of an office has the whole share', file: policy,
    find: 'Math.floor(all / devices.length) + (place < all % devices.length ? 1 : 0)', replace: 'all',
    proof: { ...decisions, title: 'O2 the parts of an office’s devices are its share to the last time, and differ by one at most' },
  },
  {
    rule: 'O2', what: 'nothing is asked back', file: leases,
    find: 'wanted: [...closed, ...tooMany]', replace: 'wanted: [...closed]',
    proof: { ...decisions, title: 'O2 what is beyond a device’s part is asked back, stays its own until then, and is granted to the other after' },
  },
  {
    rule: 'O2', what: 'times of another office are leased', file: kept,
    find: `ro.content->'location'->0->>'reference' = 'Location/' || $1`, replace: 'length($1) > 0',
    proof: { ...postgres, title: 'O2 a past, a closed or a given time is never leased, and none behind the horizon or in another office' },
  },
  {
    rule: 'O2', what: 'a return frees whatever lease the time has', file: kept,
    find: `and device = $2 and lease_id = $3`, replace: 'and device = $2 and $3::uuid is not null',
    proof: { ...postgres, title: 'O2 a return frees a time only with its own lease from its own device' },
  },
  {
    rule: 'O2', what: 'a device returns another’s lease', file: kept,
    find: `and device = $2 and lease_id = $3`, replace: 'and $2::uuid is not null and lease_id = $3',
    proof: { ...postgres, title: 'O2 a return frees a time only with its own lease from its own device' },
  },
  {
    rule: 'O2', what: 'another lease of the same device will do', file: relied,
    find: 'occupant.device === asked.device && occupant.leaseId === lease?.leaseId ? occupant : undefined', replace: "occupant.leaseId === lease?.leaseId || occupant.device === asked.device || asked.slot === slot.id ? occupant : undefined",
    proof: { ...decisions, title: 'O2 an older lease of the same time is worth nothing once the time is another’s, and is honoured while it is nobody’s' },
  },
  {
    rule: 'O6', what: 'what a device knew before the visit was moved elsewhere takes it back', file: 'clinic-server/scheduling/leases.ts',
    find: 'if (has && has.slot !== slot && (has.word ?? 0) > (to.word ?? 0)) return true;', replace: '',
    proof: { ...decisions, title: 'O6 a visit that was moved in the lost hour stands where it was moved last' },
  },
  {
    rule: 'O6', what: 'a visit told again goes to the time it had first', file: 'clinic-server/scheduling/book.ts',
    find: 'has && has.slot !== request.slot ?', replace: 'has && has.slot === null ?',
    proof: { ...decisions, title: 'O6 a visit that was moved in the lost hour stands where it was moved last' },
  },
  {
    rule: 'O6', what: 'an earlier move told again takes the visit from where it was moved last', file: 'clinic-server/scheduling/change.ts',
    find: 'const isOlder = relied !== null && (has?.word ?? 0) > relied.word;', replace: 'const isOlder = false as boolean;',
    proof: { ...decisions, title: 'O6 a visit that was moved in the lost hour stands where it was moved last' },
  },
  {
    rule: 'O2', what: 'an overlap refuses a visit on a lease', file: relied,
    find: '(occupant.word ?? 0) : 0), overlapAccepted }', replace: '(occupant.word ?? 0) : 0), overlapAccepted: false }',
    proof: { ...decisions, title: 'O2 a visit on a lease takes its row and its word, however late, however many, and beside another visit' },
  },
  {
    rule: 'S5', what: 'others come beside a visit the clinic puts up with', file: claims,
    find: 'if (overlapAccepted !== true) {', replace: 'if (overlapAccepted === undefined) {',
    proof: { ...postgres, title: 'S5 beside a visit the clinic puts up with comes no other' },
  },
  {
    rule: 'O2', what: 'a lease is taken from whoever sends it', file: proof,
    find: 'if (lease?.device !== device || lease.slot !== slot)', replace: 'if (lease === null)',
    proof: { ...wire, title: 'O2 a lease that was changed, of another device or of another time is no lease' },
  },
  {
    rule: 'O2', what: 'the signature of a lease is not looked at', file: 'clinic-server/leases/statement.ts',
    find: "if (!verify(null, bytes, key, Buffer.from(signature, 'base64url'))) return null;", replace: 'if (!key || !verify || !signature) return null;',
    proof: { ...wire, title: 'O2 a lease that was changed, of another device or of another time is no lease' },
  },
  {
    rule: 'O6', what: 'a made-up word books past the rules', file: proof,
    find: 'return rows[0]?.former === true;', replace: 'return rows.length > 0;',
    proof: { ...wire, title: 'O6 a word says that a visit stood only when it is of an earlier history of the server' },
  },
  {
    rule: 'O6', what: 'a broken promise leaves no case', file: operations,
    find: 'lease === null && word === null ? unattendedOf(request) : pushedBy(request)', replace: 'lease === null || word === null ? unattendedOf(request) : pushedBy(request)',
    proof: { ...wire, title: 'O6 the end of a promise is a case in the transaction of its refusal, whoever waits for the answer' },
  },
  {
    rule: 'O2', what: 'what is wrong with a kept promise is nobody’s case', file: operations,
    find: 'if (by) await openConcerns(tx, visit, by, { key: keyOf(request), now: parts.now() });', replace: '',
    proof: { ...wire, title: 'O2 a visit on a lease stands beside another visit, in one commit with its case, and answers with the word of its lease' },
  },
  {
    rule: 'O6', what: 'a revoked device keeps its leases', file: device,
    find: 'await releaseLeasesOf(tx, device);', replace: '',
    proof: { ...wire, title: 'O6 a revoked device’s leases are everybody’s with the same commit, and another’s stay' },
  },
  {
    rule: 'O6', what: 'a restored server gives times out before it knows', file: open,
    find: "if (await store.isClosed()) return refuse('restoring');", replace: '',
    proof: { ...decisions, title: 'O6 a closed server gives nothing out, applies what was promised where the time is free, and says later where it is not' },
  },
  {
    rule: 'O6', what: 'a restored server refuses what it does not know', file: relied,
    find: "refuse((await store.isClosed()) ? 'restoring' : code)", replace: 'refuse((await store.isClosed()) ? code : code)',
    proof: { ...decisions, title: 'O6 a closed server gives nothing out, applies what was promised where the time is free, and says later where it is not' },
  },
  {
    rule: 'O6', what: 'the older word wins', file: leases,
    find: '(occupant.word ?? 0) < (to.word ?? 0)', replace: '(occupant.word ?? 0) > (to.word ?? 0)',
    proof: { ...decisions, title: 'O6 of two that prove a time theirs the later word has it, and whoever loses it is named' },
  },
  {
    rule: 'O6', what: 'a report frees nothing', file: leases,
    find: 'for (const lease of before) if (!named.has(lease.slot)) await store.dropLease(lease);', replace: '',
    proof: { ...decisions, title: 'O6 a report is the truth about its device: what it has no more is free, what it proves is its own, others keep theirs' },
  },
  {
    rule: 'S9', what: 'a time kept for others is held from anywhere', file: 'clinic-server/scheduling/hold.ts',
    find: 'assertOpenTo(slot, request.channel ?? null);', replace: '',
    proof: { ...decisions, title: 'S9 a time that is kept for others is held, booked, moved to and leased only from where it is open' },
  },
  {
    rule: 'S9', what: 'a time kept for others is booked from anywhere', file: 'clinic-server/scheduling/book.ts',
    find: 'assertOpenTo(slot, request.channel ?? null);', replace: '',
    proof: { ...decisions, title: 'S9 a time that is kept for others is held, booked, moved to and leased only from where it is open' },
  },
  {
    rule: 'S9', what: 'a time kept for others is moved to from anywhere', file: 'clinic-server/scheduling/change.ts',
    find: 'assertOpenTo(slot, request.channel ?? null);', replace: '',
    proof: { ...decisions, title: 'S9 a time that is kept for others is held, booked, moved to and leased only from where it is open' },
  },
  {
    rule: 'S9', what: 'what a whole schedule is kept for is not read', file: 'clinic-server/scheduling/openTo.ts',
    find: 'read(schedule ?? {}, () => void (unread = true))', replace: 'read({}, () => void (unread = schedule === undefined))',
    proof: { ...wire, title: 'S9 the clinic keeps a time for reception, a kiosk or an office, on the time or on its whole schedule; from elsewhere it says so' },
  },
  {
    rule: 'S5', what: 'a lease is written over whoever has the time', file: kept,
    find: "await guarded(tx.query(`insert into occupancy (slot, kind, device, lease_id, word) values ($1, 'lease', $2, $3, $4)`", replace: "await guarded(tx.query(`insert into occupancy (slot, kind, device, lease_id, word) values ($1, 'lease', $2, $3, $4) on conflict (slot, seat) do update set kind = 'lease', device = $2, lease_id = $3, word = $4, appointment = null`",
    proof: { ...postgres, title: 'S5 whatever was read before, the store leases no time that somebody has' },
  },
];
