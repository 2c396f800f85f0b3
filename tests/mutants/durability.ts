import type { Mutant } from './mutant.ts';

const power = { runner: 'integration', file: 'tests/integration/faults/power.test.ts' } as const;
const everyCut = { ...power, title: 'O3 whatever a power cut leaves' } as const;
const firstStart = { ...power, title: 'O3 a first start that the power interrupts' } as const;

const file = 'backend/db/open.ts';
const marker = 'backend/secrets/deviceMarker.ts';
const opening = 'backend/server/openDevice.ts';

/** What must be on the disk before anybody is told so. */
export const durabilityMutants: readonly Mutant[] = [
  { rule: 'F2', what: 'commits are never flushed', file, find: 'synchronous = FULL', replace: 'synchronous = OFF', proof: everyCut },
  { rule: 'F2', what: 'commits are flushed only when the log is folded', file, find: 'synchronous = FULL', replace: 'synchronous = NORMAL', proof: everyCut },
  { rule: 'F2', what: 'the journal is kept in memory', file, find: `journal_mode = WAL`, replace: `journal_mode = MEMORY`, proof: everyCut },
  { rule: 'F2', what: 'the marker is not flushed before it takes its place', file: marker, find: 'fsyncSync(file);', replace: '', proof: everyCut },
  { rule: 'F2', what: 'the marker\u2019s name is not flushed', file: marker, find: 'fsyncSync(folder);', replace: '', proof: everyCut },
  {
    rule: 'F2', what: 'a half-made file is read before it is repaired', file: opening,
    find: '!isHalfMade && fileSize', replace: 'fileSize', proof: firstStart,
  },
  {
    rule: 'F2', what: 'the next key is not in the keychain before the file has it', file: opening,
    find: 'await writeNextDatabaseKey(keychain, marker.installationId, nextKey);', replace: '', proof: everyCut,
  },
  {
    rule: 'F2', what: 'the marker does not know the next key before the file has it', file: opening,
    find: 'writeMarker(settings.userDataPath, { ...marker, next });', replace: '', proof: everyCut,
  },
];
