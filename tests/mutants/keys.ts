import type { Mutant } from './mutant.ts';

const opening = { runner: 'unit', file: 'tests/backend/db/open.test.ts' } as const;
const canary = { runner: 'integration', file: 'tests/integration/backend/db/canary.test.ts' } as const;
const states = { runner: 'integration', file: 'tests/integration/backend/server/keyStates.test.ts' } as const;
const recovering = { runner: 'integration', file: 'tests/integration/backend/server/recovery.test.ts' } as const;
const changing = { runner: 'integration', file: 'tests/integration/backend/server/keyChange.test.ts' } as const;
const sealing = { runner: 'unit', file: 'tests/backend/secrets/hpke.test.ts' } as const;
const asking = { runner: 'unit', file: 'tests/backend/secrets/keychain.test.ts' } as const;
const recoveryKeys = { runner: 'integration', file: 'tests/integration/clinic-server/devices/recoveryKeys.test.ts' } as const;

const db = 'backend/db/open.ts';
const device = 'backend/server/openDevice.ts';
const keysOf = 'backend/server/deviceKeysOf.ts';
const marker = 'backend/secrets/deviceMarker.ts';
const keychain = 'backend/secrets/keychain.ts';
const recovery = 'backend/secrets/recovery.ts';
const hpke = 'backend/secrets/hpke.ts';

const pragmas = { ...opening, title: 'H40 the file is encrypted and every pragma that protects it is set' } as const;
const seam = (at: string) => ({ ...changing, title: `F15 a change of keys interrupted ${at} leaves a device that opens` });

/** Keys of the device: the file and its cipher, the keychain, the recovery key, the change of keys. */
export const keysMutants: readonly Mutant[] = [
  // H40: the file.
  { rule: 'H40', what: 'the file is not encrypted', file: db, find: 'withRaw(key, (raw) => sqlite.key(raw));', replace: '', proof: pragmas },
  { rule: 'H40', what: 'another cipher', file: db, find: "sqlite.pragma(`cipher = 'sqlcipher'`);", replace: '', proof: { ...canary, title: 'H40 the file is under the cipher we name' } },
  { rule: 'H40', what: 'foreign keys off', file: db, find: "sqlite.pragma('foreign_keys = ON');", replace: "sqlite.pragma('foreign_keys = OFF');", proof: pragmas },
  { rule: 'H40', what: 'trusted schema', file: db, find: "sqlite.pragma('trusted_schema = OFF');", replace: "sqlite.pragma('trusted_schema = ON');", proof: pragmas },
  { rule: 'H40', what: 'cell sizes unchecked', file: db, find: "sqlite.pragma('cell_size_check = ON');", replace: "sqlite.pragma('cell_size_check = OFF');", proof: pragmas },
  { rule: 'H40', what: 'deleted rows stay in their pages', file: db, find: "sqlite.pragma('secure_delete = ON');", replace: "sqlite.pragma('secure_delete = OFF');", proof: pragmas },
  { rule: 'H40', what: 'sorting spills to a file', file: db, find: "sqlite.pragma('temp_store = MEMORY');", replace: "sqlite.pragma('temp_store = FILE');", proof: pragmas },
  { rule: 'H40', what: 'a rollback journal instead of the log', file: db, find: "sqlite.pragma('journal_mode = WAL');", replace: "sqlite.pragma('journal_mode = DELETE');", proof: pragmas },
  {
    rule: 'H40', what: 'a kiosk keeps patients in its file', file: db,
    find: 'personalTables.forEach((table) => sqlite.exec(table(schema)))', replace: "personalTables.forEach((table) => sqlite.exec(table('main')))",
    proof: { ...opening, title: 'K2 a patient row on a kiosk is in no file of the device' },
  },
  {
    rule: 'H40', what: 'a personal table in the file goes unnoticed', file: db, find: 'if (doubled) throw', replace: 'if (false) throw',
    proof: { ...opening, title: 'K2 a personal table that slipped into the file stops the start' },
  },
  // H41: what is looked at before the file is opened.
  {
    rule: 'H41', what: 'a missing file is made anew', file: device, find: "if (fileSize(settings) === 0) throw new DeviceUnusable('file_missing');", replace: '',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when the file is empty' },
  },
  {
    rule: 'H41', what: 'a file without a marker is a first start', file: device, find: "if (!before && fileSize(settings) > 0) throw new DeviceUnusable('key_missing');", replace: '',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when device.json is gone' },
  },
  {
    rule: 'H41', what: 'the key is not checked before the file is opened', file: keysOf,
    find: 'keys.filter((key) => keyFits(key, marker.keyCheck)).map', replace: 'keys.map',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when the key of the file is another one' },
  },
  {
    rule: 'H41', what: 'any two keys look alike', file: marker, find: 'return actual.length === expected.length && timingSafeEqual(actual, expected);', replace: 'return actual.length === expected.length;',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when device.json belongs to another key' },
  },
  {
    rule: 'H41', what: 'a marker may hold what nobody knows', file: marker, find: 'export const DeviceMarker = z.strictObject({', replace: 'export const DeviceMarker = z.object({',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when device.json has a word nobody knows' },
  },
  {
    rule: 'H41', what: 'a marker of a newer build is called damaged', file: marker, find: 'stamped.data.version > version', replace: 'stamped.data.version > 1_000',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when device.json is of a newer build' },
  },
  {
    rule: 'H41', what: 'a marker may be of any length', file: marker, find: '!found.isFile() || found.size > largestBytes', replace: '!found.isFile()',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when device.json is endless' },
  },
  {
    rule: 'H41', what: 'an existing file is not looked at read-only first', file: db, find: 'if (exists) probe(options);', replace: '',
    proof: { ...opening, title: 'O3 a database of a newer build that was killed keeps its log' },
  },
  // H41, F12: the recovery key.
  {
    rule: 'H41', what: 'no copy for the recovery key at enrolment', file: device, find: 'const recovery = sealedFor(deps, { marker, key, pair, record });', replace: 'const recovery = null;',
    proof: { ...recovering, title: 'H41 nothing of either key or of the recovery key is in the device' },
  },
  {
    rule: 'H41', what: 'recovered keys do not go back into the keychain', file: device, find: 'if (recovered) await keepRecovered(keychain, marker.installationId, key, recovered);', replace: '',
    proof: { ...recovering, title: 'H41 F12 a device with an empty keychain works again' },
  },
  {
    rule: 'H41', what: 'the signing key does not go back', file: keysOf, find: 'await writeSigningKey(keychain, installationId, signingKey);', replace: '',
    proof: { ...recovering, title: 'H41 F12 a device with an empty keychain works again' },
  },
  {
    rule: 'H41', what: 'a copy fits every installation', file: recovery, find: 'seal(publicKey(raw), plain, { info, aad: Buffer.from(installationId) })', replace: "seal(publicKey(raw), plain, { info, aad: Buffer.from('') })",
    proof: { ...recovering, title: 'H41 F12 a device with an empty keychain works again' },
  },
  {
    rule: 'H41', what: 'the keys lie open in the copy', file: hpke, find: 'const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);', replace: 'const ciphertext = Buffer.concat([plaintext, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);',
    proof: { ...sealing, title: 'H41 what we seal opens with the private half alone' },
  },
  {
    rule: 'H41', what: 'the key schedule is not the published one', file: hpke, find: "expand(suite, secret, 'base_nonce', context, 12)", replace: "expand(suite, secret, 'nonce', context, 12)",
    proof: { ...sealing, title: 'H41 what is sealed follows RFC 9180' },
  },
  {
    rule: 'H41', what: 'a changed copy opens', file: hpke, find: 'decipher.update(ciphertext.subarray(0, -tagBytes)), decipher.final()', replace: 'decipher.update(ciphertext.subarray(0, -tagBytes))',
    proof: { ...sealing, title: 'H41 a sealed message with any one byte changed' },
  },
  {
    rule: 'H41', what: 'any curve’s key may be a recovery key', file: hpke, find: "if (key.asymmetricKeyType !== 'x25519') throw new Error('not an X25519 key');", replace: '',
    proof: { ...sealing, title: 'H41 only an X25519 private key is a recovery key' },
  },
  {
    rule: 'H41', what: 'another clinic’s key is tried all the same and its failure is an accident', file: recovery, find: "throw new RecoveryRefused('recovery');\n  }\n}\n\nexport function keyIdOf", replace: "throw new Error('recovery');\n  }\n}\n\nexport function keyIdOf",
    proof: { ...recovering, title: 'H41 a sealed copy belongs to one installation' },
  },
  {
    rule: 'H41', what: 'a new recovery key of the clinic is not followed', file: device, find: 'return sealedFor(deps, known) ?? recovery;', replace: 'return recovery;',
    proof: { ...recovering, title: 'H41 a clinic without a recovery key says that there is no copy' },
  },
  {
    rule: 'H41', what: 'a server takes the private half', file: 'clinic-server/devices/recoveryKeys.ts', find: "if (text.includes('PRIVATE KEY')) throw", replace: 'if (false) throw',
    proof: { ...recoveryKeys, title: 'H41 a server refuses the private half' },
  },
  {
    rule: 'H41', what: 'a recovery key is written over', file: 'clinic-server/devices/recoveryKeys.ts', find: "openSync(path, 'wx', mode)", replace: "openSync(path, 'w', mode)",
    proof: { ...recoveryKeys, title: 'H41 a recovery key is made once' },
  },
  // H41, F15: the change of keys.
  {
    rule: 'H41', what: 'the key is never changed', file: device, find: 'if ((record.keyGeneration ?? 0) > marker.keyGeneration) {', replace: 'if (false) {',
    proof: { ...changing, title: 'F15 when the clinic raises the key generation' },
  },
  {
    rule: 'H41', what: 'the next key is not looked for', file: keysOf, find: 'return [...asNext, ...keys', replace: 'return [...keys',
    proof: seam('after the file was under it'),
  },
  {
    rule: 'H41', what: 'only the first key that fits is tried', file: device, find: 'const isLast = index === candidates.length - 1;', replace: 'const isLast = index >= 0;',
    proof: seam('after the marker named it'),
  },
  {
    rule: 'H41', what: 'a change that was interrupted is not brought to an end', file: device, find: 'if (before.next !== null) await settle(deps, { marker, key });', replace: '',
    proof: seam('after the file was under it'),
  },
  {
    rule: 'H41', what: 'the copy for the recovery key keeps the old key', file: device, find: 'recovery: sealedFor(deps, { marker, key: nextKey, pair, record }) };', replace: 'recovery: marker.recovery };',
    proof: { ...changing, title: 'F15 when the clinic raises the key generation' },
  },
  {
    rule: 'H41', what: 'a change that fails stops the device', file: device, find: "    reportBug(error, 'changing the key');", replace: '    throw error;',
    proof: { ...changing, title: 'F15 a change that cannot be made keeps nobody from working' },
  },
  // H42, F14: no keychain, no work.
  {
    rule: 'H42', what: 'a locked keychain counts as an empty one', file: keychain, find: "    await store.setPassword(service, `${account}:probe`, 'probe');\n", replace: '',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when the keychain is locked' },
  },
  {
    rule: 'H42', what: 'without a keychain nobody is told', file: 'backend/server/deviceUnusable.ts', find: "  [KeychainUnavailable, 'keychain_unavailable'],\n", replace: '',
    proof: { ...states, title: 'after a clean end H41 F12 F13 when the library of the keychain is not there' },
  },
  {
    rule: 'H42', what: 'the system’s words about the keychain are repeated', file: keychain, find: "throw new KeychainUnavailable('keychain');", replace: "throw new KeychainUnavailable(String(await answer.catch(String)));",
    proof: { ...asking, title: 'H41 what went wrong in the system is not repeated' },
  },
  {
    rule: 'F15', what: 'the key of an interrupted change is not asked for', file: keysOf, find: 'marker.installationId, marker.next !== null);', replace: 'marker.installationId, false);',
    proof: seam('after the file was under it'),
  },
  {
    rule: 'H42', what: 'a device does not heal when its keychain is unlocked', file: 'backend/server/backend.ts', find: "new Set(['keychain_unavailable', ", replace: 'new Set([',
    proof: { ...states, title: 'F14 a keychain that is unlocked later heals the device by itself' },
  },
  {
    rule: 'H42', what: 'a question nobody will ever answer is waited for to the end of days', file: keychain, find: 'question.waits >= patience) stuck();', replace: 'question.waits >= patience) return [];',
    proof: { ...asking, title: 'F14 a question that is never answered is given up after the third wait' },
  },
  {
    rule: 'H42', what: 'a late answer of the keychain is thrown away', file: keychain, find: 'underWay?.about === about ? underWay : ', replace: '',
    proof: { ...asking, title: 'F14 an answer that comes too late is taken' },
  },
];
