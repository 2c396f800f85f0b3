import type { Mutant } from './mutant.ts';

const restored = { runner: 'integration', file: 'tests/integration/clinic-server/restore/restored.test.ts' } as const;
const ofDevices = { runner: 'integration', file: 'tests/integration/clinic-server/restore/devices.test.ts' } as const;
const onTheLine = { runner: 'unit', file: 'tests/backend/sync/sequence.test.ts' } as const;

const declare = 'clinic-server/restore/declare.ts';
const report = 'clinic-server/restore/report.ts';
const opening = 'clinic-server/restore/opening.ts';
const pushes = 'clinic-server/devices/pushes.ts';
const quarantine = 'clinic-server/devices/quarantine.ts';

/** A server that was put back, a disk that was copied and a device that is believed no more: noticed, and nothing of anybody's is lost or done twice. */
export const restoreMutants: readonly Mutant[] = [
  {
    rule: 'F19', what: 'a database that is older than its history is served', file: 'clinic-server/restore/keeper.ts',
    find: "if (verdict === 'behind') throw new UndeclaredRestore(undeclaredWords(path));", replace: '',
    proof: { ...restored, title: 'F19 a server whose database was put back from a copy does not start' }, takesLong: true,
  },
  {
    rule: 'F19', what: 'a database put back into another cluster is served', file: 'clinic-server/restore/databaseHistory.ts',
    find: ' && database.cluster === file.cluster', replace: '',
    proof: { ...restored, title: 'F19 put back by a dump in another cluster it is refused too' }, takesLong: true,
  },
  {
    rule: 'F19', what: 'rows of another cluster’s transactions are never handed out', file: declare,
    find: 'const restamped = await restamp(tx);', replace: 'const restamped = 0;',
    proof: { ...restored, title: 'F19 put back by a dump in another cluster it is refused too' }, takesLong: true,
  },
  {
    rule: 'F19', what: 'a restored server gives times away at once', file: declare,
    find: "closed_at = $2', [mark, timestamp(now)]", replace: "closed_at = null', [mark]",
    proof: { ...restored, title: 'F19 while it is closed nothing is given out anew' }, takesLong: true,
  },
  {
    rule: 'F19', what: 'what the registry knew is forgotten with the lost hour', file: declare,
    find: 'const back = await registryBack(tx, facts);', replace: 'const back = { devices: 0, signIns: 0, signInsLost: 0 };',
    proof: { ...restored, title: 'F19 declared, it begins a new history, closed, and knows its devices' }, takesLong: true,
  },
  {
    rule: 'F19', what: 'who was signed out in the lost hour is signed in again', file: declare,
    find: 'await endWhatOpens(tx, now);', replace: '',
    proof: { ...restored, title: 'F19 declared, it begins a new history, closed, and knows its devices' }, takesLong: true,
  },
  {
    rule: 'F19', what: 'the first report opens the server for everybody', file: opening,
    find: " and not exists (select from device d, meta m where m.name = 'epoch' and ${waitedFor})", replace: '',
    proof: { ...restored, title: 'F19 while it is closed nothing is given out anew' }, takesLong: true,
  },
  {
    rule: 'O6', what: 'a report counts as often as it comes', file: report,
    find: 'if (count === 0) return;', replace: '',
    proof: { ...restored, title: 'O6 a report counts once an epoch' }, takesLong: true,
  },
  {
    rule: 'O6', what: 'a made-up word displaces a visit', file: report,
    find: 'boolean => word < ordinal * 2 ** 40;', replace: 'boolean => word + ordinal > 0;',
    proof: { ...restored, title: 'O6 a report counts once an epoch' }, takesLong: true,
  },
  {
    rule: 'O6', what: 'an excluded device is waited for', file: 'clinic-server/restore/excludeDevice.ts',
    find: 'await openIfNobodyIsWaitedFor(tx);', replace: '', proof: { ...ofDevices, title: 'O6 a server that waits for one device alone opens when that is excluded' },
  },
  {
    rule: 'O6', what: 'a registrar opens the server without a device', file: 'clinic-server/restore/routes.ts',
    find: "const { staffId } = staffOf(request, 'administrator');\n    const device = deviceOf(request);\n    await inTransaction(parts.pool, async (tx) => {\n      if (!(await excludeDevice",
    replace: "const { staffId } = staffOf(request, 'registrar');\n    const device = deviceOf(request);\n    await inTransaction(parts.pool, async (tx) => {\n      if (!(await excludeDevice",
    proof: { ...ofDevices, title: 'O6 an administrator does not wait for a device' },
  },
  {
    rule: 'F11', what: 'two disks of one device are not noticed', file: 'clinic-server/devices/sequence.ts',
    find: 'return rows[0]?.key === key;', replace: 'return true;', proof: { ...ofDevices, title: 'F11 two copies of one disk are noticed' },
  },
  {
    rule: 'F11', what: 'a device with two disks goes on', file: pushes,
    find: "await revokeDevice(tx, device, now, 'cloned');", replace: '', proof: { ...ofDevices, title: 'F11 two copies of one disk are noticed' },
  },
  {
    rule: 'F23', what: 'what a revoked device brings is dropped', file: pushes,
    find: 'await keepPush(tx, asserted.device, push, parts.now());', replace: '', proof: { ...ofDevices, title: 'F23 what a revoked device did is kept whole' },
  },
  {
    rule: 'F23', what: 'a promise ends in the quarantine without a case', file: quarantine,
    find: 'if (relied === null || known?.done === true) return;', replace: 'if (relied === null || known !== null) return;',
    proof: { ...ofDevices, title: 'F23 a visit that was promised on a lease is a case at once' },
  },
  {
    rule: 'O6', what: 'one statement opens the quarantine for ever', file: pushes,
    find: "if (!(await takeAssertion(tx, asserted.device, asserted.jti, instant(asserted.expiresAt)))) throw new FhirRefusal(401, 'refused_device');", replace: '',
    proof: { ...ofDevices, title: 'O6 only a revoked device’s own key opens the quarantine' },
  },
  {
    rule: 'O6', what: 'any device fills the quarantine', file: 'clinic-server/devices/deviceStore.ts',
    find: 'where d.id = $1 and d.revoked_at is not null`', replace: 'where d.id = $1`',
    proof: { ...ofDevices, title: 'O6 only a revoked device’s own key opens the quarantine' },
  },
  {
    rule: 'O6', what: 'a command told again has another number', file: 'backend/sync/outbox.ts',
    find: 'if (known !== null) return known;', replace: '', proof: { ...onTheLine, title: 'O6 a command keeps the number it goes out under' },
  },
  {
    rule: 'O6', what: 'what is in quarantine looks done', file: 'backend/sync/push.ts',
    find: "if (answer.status === 202 && answer.refusal === 'quarantined') return { kind: 'quarantined' };", replace: '',
    proof: { ...onTheLine, title: 'O6 what the centre keeps in quarantine is set aside here' },
  },
  {
    rule: 'F23', what: 'what a revoked device did ends with it', file: 'backend/sync/engine.ts',
    find: "if (failure === 'refused_device') await inTurn(() => leaveBehind(pushDeps, clinic, restart));", replace: '',
    proof: { ...onTheLine, title: 'F23 a device that is believed no more leaves what it did' },
  },
];
