import type { Mutant } from './mutant.ts';

const pair = { runner: 'unit', file: 'tests/main/supervisor.test.ts' } as const;
const leaving = { runner: 'integration', file: 'tests/integration/backend/server/leaving.test.ts' } as const;
const stories = { runner: 'unit', file: 'tests/main/supervisorStories.test.ts' } as const;
const signs = { runner: 'unit', file: 'tests/main/heartbeat.test.ts' } as const;
const session = { runner: 'e2e', file: 'tests/e2e/shell/session.spec.ts' } as const;
const loop = { runner: 'e2e', file: 'tests/e2e/shell/crashLoop.spec.ts' } as const;
const drafts = { runner: 'e2e', file: 'tests/e2e/shell/drafts.spec.ts' } as const;
const hardening = { runner: 'e2e', file: 'tests/e2e/shell/hardening.spec.ts' } as const;

const supervisor = 'main/supervisor.ts';
const patients = 'main/patientSession.ts';
const stage = 'main/stage.ts';
const story = 'H37 O3 2,000 stories of deaths';

/** What keeps a kiosk standing: the pair of backends, its windows, and what is said when nothing works. */
export const frameMutants: readonly Mutant[] = [
  // H37: the pair of backends.
  {
    rule: 'H37', what: 'no wait between restarts', file: 'main/backoff.ts',
    find: 'if (failures === 0) return 0;', replace: 'return 0;',
    proof: { ...pair, title: 'H37 a backend that dies at every start is tried ever more slowly' },
  },
  {
    rule: 'H37', what: 'the wait does not grow', file: 'main/backoff.ts',
    find: '2 ** (failures - 1)', replace: '1',
    proof: { ...pair, title: 'H37 doubles from a quarter of a second' },
  },
  {
    rule: 'H37', what: 'the wait is not jittered', file: 'main/backoff.ts',
    find: '(0.75 + random() * 0.25)', replace: '1',
    proof: { ...pair, title: 'H37 is jittered within a quarter' },
  },
  {
    rule: 'H37', what: 'starts may follow at once', file: supervisor,
    find: 'lastFork + times.spacingMs - now()', replace: '0',
    proof: { ...stories, title: story },
  },
  {
    rule: 'H37', what: 'an end with exit code 0 is left alone', file: supervisor,
    find: 'if (retired.delete(child) || whenStopped !== null) return;', replace: 'if (retired.delete(child) || whenStopped !== null || code === 0) return;',
    proof: { ...pair, title: 'H37 a backend that ends unasked with code' },
  },
  {
    rule: 'H37', what: 'a backend that could start is waited for as one that could not', file: supervisor,
    find: 'Math.min(recentFailures() + 1, provenFailures)', replace: 'recentFailures() + 1',
    proof: { ...pair, title: 'H37 a backend that could start is back within two seconds' },
  },
  {
    rule: 'H37', what: 'no standby is kept', file: supervisor,
    find: 'if (whenStopped !== null || (active !== null && standby !== null)) return;', replace: 'if (whenStopped !== null || active !== null) return;',
    proof: { ...stories, title: story },
  },
  {
    rule: 'O3', what: 'the next backend opens the file before the old one has closed it', file: supervisor,
    find: "leaving.send({ type: 'leave', reason });", replace: "leaving.send({ type: 'leave', reason }); if (standby !== null) { const next = standby; retired.add(leaving); active = null; promote(next); return; }",
    proof: { ...pair, title: 'O3 the next backend opens the file only when the old one has closed it or is dead' },
  },
  {
    rule: 'K2', what: 'a backend that has left lives on', file: supervisor,
    find: 'after(times.farewellMs, () => aliveSince.has(child) && child.kill());', replace: '',
    proof: { ...pair, title: 'K2 after a patient has left the standby takes over and the old process must end' },
  },
  {
    rule: 'K2', what: 'the next patient waits until the server has heard that this one is gone', file: 'backend/server/backend.ts',
    find: 'const farewell = running?.device.close(leaveGraceMs);', replace: 'const farewell = await running?.device.close(leaveGraceMs);',
    proof: { ...leaving, title: 'K2 S3 the next patient need not wait' },
  },
  {
    rule: 'K2', what: 'the file is still open when the next process may open it', file: 'backend/server/runDevice.ts',
    find: 'db.close();\n    await Promise.race([told, elapsed(ports, graceMs)]);', replace: 'await Promise.race([told, elapsed(ports, graceMs)]);\n    db.close();',
    proof: { ...leaving, title: 'K2 S3 the next patient need not wait' },
  },
  {
    rule: 'S3', what: 'who signs out is asked when the patient is forgotten already', file: 'backend/sync/httpClinicApi.ts',
    find: 'const person = tokenOf(request.as);', replace: 'const person = await token.current().then(() => tokenOf(request.as));',
    proof: { ...leaving, title: 'S3 the sign-out goes out in the name of the patient who has left' },
  },
  {
    rule: 'H22', what: 'a standby is listened to', file: supervisor,
    find: 'if (child !== active) return;', replace: '',
    proof: { ...pair, title: 'H22 only the active backend is listened to' },
  },
  // H37: what is said when a backend does not start.
  {
    rule: 'H37', what: 'failed starts are not counted', file: supervisor,
    find: 'if (!proven.has(child)) failedStarts += 1;', replace: '',
    proof: { ...pair, title: 'H37 is said after five in a row' },
  },
  {
    rule: 'H37', what: 'backends that worked count as failed starts', file: supervisor,
    find: 'if (!proven.has(child)) failedStarts += 1;', replace: 'failedStarts += 1;',
    proof: { ...pair, title: 'H37 is over with the first that says it is ready' },
  },
  {
    rule: 'H37', what: 'the safe page stays when a backend works again', file: supervisor,
    find: 'if (wasTrouble) events.trouble(null);', replace: '',
    proof: { ...pair, title: 'H37 is over with the first that says it is ready' },
  },
  {
    rule: 'H37', what: 'a backend that waits for a person never counts as one that works', file: supervisor,
    find: 'after(times.settledMs, () => child === active && works());', replace: '',
    proof: { ...pair, title: 'H37 is over with one that lives' },
  },
  {
    rule: 'H37', what: 'the safe page is never shown', file: patients,
    find: "coming = open(pageAddress('outOfService.html'));", replace: 'return;',
    proof: { ...loop, title: 'H37 ten backends that die at start in a row' },
  },
  // H37: pages.
  {
    rule: 'H37', what: 'a page that hangs is not noticed', file: 'main/heartbeat.ts',
    find: 'if (isWaiting) missed += 1;', replace: '',
    proof: { ...signs, title: 'H37 one that does not answer for ten seconds is lost' },
  },
  {
    rule: 'H37', what: 'an answer is not heard', file: 'main/heartbeat.ts',
    find: 'isWaiting = false;\n    missed = 0;', replace: 'isWaiting = false;',
    proof: { ...signs, title: 'H37 one that answers late, or refuses, or is asked no more is not' },
  },
  {
    rule: 'H37', what: 'crashes of a page are never too many', file: 'main/pageCrashes.ts',
    find: 'return recent().length >= crashLimits.tooMany;', replace: 'return false;',
    proof: { ...signs, title: 'H37 five in ten minutes are too many' },
  },
  {
    rule: 'H37', what: 'old crashes are never forgotten', file: 'main/pageCrashes.ts',
    find: '(crashes = crashes.filter((at) => now() - at < crashLimits.windowMs))', replace: 'crashes',
    proof: { ...signs, title: 'H37 five in ten minutes are too many' },
  },
  {
    rule: 'H37', what: 'a page that hangs is let hang', file: stage,
    find: 'webContents.forcefullyCrashRenderer();', replace: '',
    proof: { runner: 'e2e', file: 'tests/e2e/shell/heals.spec.ts', title: 'H37 a page that hangs is ended within seconds' },
  },
  {
    rule: 'H37', what: 'a page that crashed is not replaced', file: stage,
    find: "needs.ended(stage, 'crashed');", replace: '',
    proof: { ...session, title: 'H37 K2 a page that crashes is replaced by a fresh one' },
  },
  // H29, K2: windows.
  {
    rule: 'H29', what: 'all patients share one partition', file: patients,
    find: '`patient-${randomUUID()}`', replace: "'patient'",
    proof: { ...session, title: 'K2 ten patients in a row' },
  },
  {
    rule: 'H29', what: 'the clipboard is not emptied', file: patients,
    find: 'discard(old);\n    ports.wipeClipboard();', replace: 'discard(old);',
    proof: { ...session, title: 'K2 H29 after a patient has left nothing of them is' },
  },
  {
    rule: 'K2', what: 'a patient stays when their page has crashed', file: patients,
    find: '    ports.crashed();', replace: '',
    proof: { ...session, title: 'H37 K2 a page that crashes is replaced by a fresh one' },
  },
  {
    rule: 'H16', what: 'a kiosk window may be closed', file: stage,
    find: 'if (!needs.mayClose()) event.preventDefault();', replace: '',
    proof: { ...session, title: 'H16 a kiosk window cannot be closed' },
  },
  // H1, H2.
  {
    rule: 'H1', what: 'pages without a sandbox', file: 'main/shell/webPreferences.ts',
    find: 'sandbox: true,', replace: 'sandbox: false,',
    proof: { runner: 'unit', file: 'tests/main/shell/webPreferences.test.ts', title: 'H1 what every page runs with is what was reviewed' },
  },
  {
    rule: 'H1', what: 'developer tools in a page', file: 'main/shell/webPreferences.ts',
    find: 'devTools: false,', replace: 'devTools: true,',
    proof: { ...hardening, title: 'H1 developer tools cannot be opened' },
  },
  {
    rule: 'H2', what: 'a start without the sandbox is let through', file: 'main/shell/forbiddenSwitches.ts',
    find: "['no-sandbox', ", replace: '[',
    proof: { runner: 'unit', file: 'tests/main/shell/forbiddenSwitches.test.ts', title: 'H2 a test build may be debugged but never runs without the sandbox' },
  },
  // O3: what a person has chosen and typed.
  {
    rule: 'O3', what: 'a screen is taken away while a backend starts again', file: 'renderer/features/device/DeviceGate.tsx',
    find: "{(worked || state === 'ready') && <div", replace: "{state === 'ready' && <div",
    proof: { ...drafts, title: 'O3 letters typed into a field are still there' },
  },
  {
    rule: 'O3', what: 'another person who signs in goes on with the choice of the one before', file: 'renderer/app/draftStore.ts',
    find: 'const isTheirs = ownerId === null || ownerId === patientId;', replace: 'const isTheirs = true;',
    proof: { runner: 'page', file: 'tests/renderer/app/draftStore.test.ts', title: 'K2 another person who signs in' },
  },
  {
    rule: 'O3', what: 'a cancellation begins anew after a restart', file: 'renderer/app/draftStore.ts',
    find: 'cancelling?.appointmentId === appointmentId ? {} : ', replace: '',
    proof: { runner: 'page', file: 'tests/renderer/app/draftStore.test.ts', title: 'O3 a cancellation goes on' },
  },
  {
    rule: 'O3', what: 'an answer to a booking counts as known before its patient is loaded', file: 'backend/sync/engine.ts',
    find: " && position(db.read, 'personal').complete)", replace: ')',
    proof: { runner: 'integration', file: 'tests/integration/backend/features/signInAgain.test.ts', title: 'O3 a visit whose booking the server answers while its patient signs in again is shown' },
  },
];
