import type { Mutant } from './mutant.ts';

const on = (file: string) => ({ runner: 'integration', file: `tests/integration/${file}.test.ts` }) as const;
const table = { ...on('clinic-server/erasure/erased'), title: 'D1 after a deletion of item no call of owner brings it out' } as const;
const tombstones = on('clinic-server/erasure/tombstones');
const restores = on('clinic-server/erasure/restore');
const kiosks = on('backend/features/deletion');
const device = { runner: 'unit', file: 'tests/backend/features/deletion.test.ts' } as const;
const screens = { runner: 'page', file: 'tests/renderer/features/deletion/screens.test.tsx' } as const;

const offline = { ...tombstones, title: 'D1 an edit that was made before is refused afterwards' } as const;
const later = { ...tombstones, title: 'D1 whatever the clinic writes into it later' } as const;
const arrivals = { ...tombstones, title: 'D1 of a whole kind, what comes later and was made before' } as const;
const advance = { ...tombstones, title: 'D1 nothing is deleted in advance' } as const;
const receipts = { ...tombstones, title: 'D1 one receipt is one deletion' } as const;
const twoPeople = { ...restores, title: 'D2 two members of staff and never one' } as const;
const sheets = { ...restores, title: 'D2 an application is a scanned sheet' } as const;
const onlyStaff = { ...restores, title: 'D2 only staff' } as const;
const looks = { ...restores, title: 'D2 a registrar finds a receipt by its number' } as const;
const others = { ...restores, title: 'D2 what another receipt names too' } as const;

const migration = 'clinic-server/db/migrations/0023-erasures.ts';
const erase = 'clinic-server/erasure/erase.ts';
const restore = 'clinic-server/erasure/restore.ts';
const restoreRoutes = 'clinic-server/erasure/restoreRoutes.ts';
const routes = 'clinic-server/erasure/routes.ts';
const once = 'clinic-server/scheduling/answerOnce.ts';
const handlers = 'backend/features/deletion/handlers.ts';
const sync = 'backend/features/deletion/sync.ts';

/** Deleting from the cabinet, and giving back on a written application. */
export const deletionMutants: readonly Mutant[] = [
  { rule: 'D1', what: 'what is named by a receipt is kept from nobody', file: migration, find: "else new.held := 'erased'; end if;", replace: 'else null; end if;', proof: table },
  { rule: 'D1', what: 'a visit goes without its encounter', file: migration, find: "'$.appointment[*].reference'", replace: "'$.nothing'", proof: offline },
  { rule: 'D1', what: 'a visit goes without what was done at it', file: migration, find: "'$.context.reference'", replace: "'$.nothing'", proof: table },
  { rule: 'D1', what: 'a visit goes without its papers', file: migration, find: "'$.context.encounter[*].reference'", replace: "'$.nothing'", proof: table },
  { rule: 'D1', what: 'a wish goes without its offers', file: migration, find: "'$.basedOn[*].reference'", replace: "'$.nothing'", proof: { ...table, title: 'D1 after a deletion of waiting no call of owner' } },
  { rule: 'D1', what: 'a line that comes later is no part of its order', file: migration, find: "array(select 'Order/' || (i.v->>'value') from jsonb_path_query(content, '$.identifier[*]')", replace: "array(select 'Order/' || id from jsonb_path_query(content, '$.identifier[*]')", proof: later },
  { rule: 'D1', what: 'a deletion of a kind forgets what comes later', file: migration, find: 'if arrives and erasure_kind(new.type, new.content) is not null', replace: 'if false and erasure_kind(new.type, new.content) is not null', proof: arrivals },
  { rule: 'D1', what: 'a deletion of a kind takes what was made after it', file: migration, find: 'and erasure_moment(new.type, new.content) <= e.made_at', replace: '', proof: arrivals },
  { rule: 'D1', what: 'what comes later is told of before it goes', file: migration, find: "if tg_op = 'INSERT' then new.held := 'never';", replace: "if tg_op = 'INSERT' then new.held := 'erased';", proof: arrivals },
  { rule: 'D1', what: 'a report in the making escapes when it is released', file: migration, find: "or (new.type = 'DiagnosticReport' and old.held is not null); end if;", replace: '; end if;', proof: arrivals },
  { rule: 'D1', what: 'an order that is still open goes as it comes', file: migration, find: "and (erasure_kind(new.type, new.content) not in ('orders', 'waiting') or erasure_closed(new.type, new.content));", replace: ';', proof: arrivals },
  { rule: 'D1', what: 'an answer remembered from before brings it out', file: once, find: '  await assertShown(tx, stored.body);\n', replace: '', proof: offline },
  { rule: 'D1', what: 'an operation brings it out', file: once, find: '  await assertShown(tx, answer.body);\n', replace: '', proof: offline },
  { rule: 'D1', what: 'what is ahead is deleted', file: erase, find: 'if (rows.some(({ ends }) => !ends))', replace: 'if (rows.length < 0)', proof: advance },
  { rule: 'D1', what: 'everything takes what is ahead along', file: erase, find: "when 'visits' then coalesce(m.moment <= $3, false) or m.closed", replace: "when 'visits' then true", proof: advance },
  { rule: 'D1', what: 'things are deleted in advance', file: erase, find: 'Math.min(asked.madeAt, now) as Instant', replace: 'asked.madeAt', proof: advance },
  { rule: 'D1', what: 'what came while the deletion was on its way goes with it', file: erase, find: "when 'results' then coalesce(m.moment <= $3, true)", replace: "when 'results' then true", proof: { ...tombstones, title: 'D1 a deletion that was made without a line' } },
  { rule: 'D1', what: 'a receipt is shown to another patient', file: erase, find: 'same.patient !== patient || ', replace: '', proof: receipts },
  { rule: 'D1', what: 'nobody writes down a deletion', file: erase, find: "await audit(tx, { action: 'items_erased'", replace: "if (tx === null) await audit(tx, { action: 'items_erased'", proof: receipts },
  { rule: 'D1', what: 'a device is told of a deletion after its patient has left', file: routes, find: "if (signIn?.state !== 'open') return", replace: 'if (signIn === undefined) return', proof: { ...tombstones, title: 'D1 a device whose patient has left' } },
  { rule: 'D1', what: 'a letter tells of a result that was deleted', file: 'clinic-server/results/tellOfResults.ts', find: 'if (patient !== null && (await isReadable(tx, change)))', replace: 'if (patient !== null)', proof: { ...tombstones, title: 'D1 nobody is written a letter about a result they have deleted' } },
  { rule: 'D2', what: 'a restore lifts nothing', file: migration, find: 'i.item = any(names) and e.restored_at is null', replace: 'i.item = any(names)', proof: { ...restores, title: 'D2 exactly what the receipt names comes back' } },
  { rule: 'D2', what: 'a restore brings back what the clinic has taken back', file: migration, find: "if new.held = 'erased' then new.held := 'back'; end if;", replace: "if new.held = 'erased' then new.held := null; end if;", proof: { ...restores, title: 'D2 each only as far as it may be read otherwise' } },
  { rule: 'D2', what: 'a deletion of everything takes what was restored since', file: migration, find: ' and not exists (select from erased_item i where i.patient = new.patient and i.item = any(names))', replace: '', proof: others },
  { rule: 'D2', what: 'the database lets one person decide alone', file: migration, find: 'constraint restoration_by_two check (decided_by <> opened_by)', replace: 'constraint restoration_by_two check (true)', proof: twoPeople },
  { rule: 'D2', what: 'who opens an application confirms it', file: restore, find: 'if (found.openedBy === desk.staffId)', replace: 'if (found.openedBy === null)', proof: twoPeople },
  { rule: 'D2', what: 'two applications about one receipt', file: migration, find: 'create unique index restoration_once', replace: 'create index restoration_once', proof: twoPeople },
  { rule: 'D2', what: 'an application is decided twice', file: restore, find: 'if (found.decided)', replace: 'if (found.decided === null)', proof: twoPeople },
  { rule: 'D2', what: 'a case of a restore is decided like any other', file: 'clinic-server/locks/caseStore.ts', find: '  restore: [],', replace: "  restore: ['done'],", proof: twoPeople },
  { rule: 'D2', what: 'a refused application gives back', file: restore, find: 'if (reason === null) {', replace: 'if (found.erasure) {', proof: { ...restores, title: 'D2 a refused application gives nothing back' } },
  { rule: 'D2', what: 'nobody has to have seen a document', file: restoreRoutes, find: 'documentSeen: z.literal(true)', replace: 'documentSeen: z.unknown()', proof: sheets },
  { rule: 'D2', what: 'any bytes are a sheet', file: 'clinic-server/erasure/scan.ts', find: ' && begins[contentType].every((byte, at) => content[at] === byte)', replace: '', proof: sheets },
  { rule: 'D2', what: 'a sheet of any size', file: 'clinic-server/erasure/scan.ts', find: 'content.length <= mostScanBytes && ', replace: '', proof: sheets },
  { rule: 'D2', what: 'a receipt is looked for and nobody writes it down', file: restoreRoutes, find: "for (const { patient } of found) await audit", replace: "for (const { patient } of []) await audit", proof: looks },
  { rule: 'D2', what: 'an application is read and nobody writes it down', file: restore, find: "await audit(tx, { action: 'application_seen'", replace: "if (tx === null) await audit(tx, { action: 'application_seen'", proof: looks },
  { rule: 'D2', what: 'anybody finds receipts', file: restoreRoutes, find: "const { staffId, deviceId } = staffOf(request, 'registrar');", replace: "const { staffId, deviceId } = (request.caller ?? {}) as ReturnType<typeof staffOf>;", proof: onlyStaff },
  { rule: 'D1', what: 'a kiosk goes on showing what was deleted', file: handlers, find: 'for (const row of rows) forgetRow(tx, row);', replace: '', proof: { ...device, title: 'D1 what is deleted leaves this device with the commit' } },
  { rule: 'D1', what: 'a pull brings it back before the centre has answered', file: sync, find: 'locks: (_input, output) => rowsOf(output),', replace: 'locks: () => [],', proof: { ...device, title: 'D1 what is deleted leaves this device with the commit' } },
  { rule: 'D1', what: 'a kiosk deletes what is ahead', file: handlers, find: 'const goes = things.filter(({ ahead }) => !ahead);', replace: 'const goes = things;', proof: { ...kiosks, title: 'D1 without a line it is gone from this kiosk at once' }, takesLong: true },
  { rule: 'D1', what: 'what the centre refused to delete stays off the screen', file: sync, find: "refused: (tx) => forgetHistory(tx, 'personal'),", replace: 'refused: () => {},', proof: { ...kiosks, title: 'D1 refused by the centre, nothing is gone' }, takesLong: true },
  { rule: 'D1', what: 'a receipt stays with the kiosk after its paper is out', file: handlers, find: '        jobs.delete(printJob);\n', replace: '', proof: { ...device, title: 'D1 a receipt is drawn by the one window it was asked for' } },
  { rule: 'D1', what: 'one press deletes', file: 'renderer/features/deletion/OneDeletion.tsx', find: '  if (!sure) {', replace: '  if (!sure && busy) {', proof: { ...screens, title: 'D1 nothing is deleted before what goes and what stays was shown' } },
  { rule: 'D1', what: 'deleted here is called deleted everywhere', file: 'renderer/features/deletion/useErase.ts', find: "state: state === 'applied' ? 'done' : 'sending'", replace: "state: 'done'", proof: { ...screens, title: 'D1 without a line it says what is certain' } },
  { rule: 'D1', what: 'a refusal is called deleted', file: 'renderer/features/deletion/useErase.ts', find: "if (state === 'refused') setProblem(problemOf(refusal));", replace: "if (state === 'aside') setProblem(problemOf(refusal));", proof: { ...screens, title: 'D1 a refusal is said in words' } },
];
