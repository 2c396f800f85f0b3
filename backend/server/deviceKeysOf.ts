import type { Id } from '../../shared/lib/ids.ts';
import { pairFrom, readStoredKeys, writeDatabaseKey, writeSigningKey, type DeviceKeyPair } from '../secrets/deviceKeys.ts';
import { keyFits, type DeviceMarker } from '../secrets/deviceMarker.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { readRecoveryFile, RecoveryRefused, unsealKeys, type DeviceSecrets } from '../secrets/recovery.ts';
import { DeviceUnusable } from './deviceUnusable.ts';

/** A key that fits the marker: the one in force, or the one of a change that was interrupted. */
export interface FittingKey {
  readonly key: Buffer;
  readonly isNext: boolean;
}

/** What may open this device's file. The caller zeroes the keys. */
export interface DeviceKeys {
  /** Never empty; the next key first: only if its change did not get as far as its commit does it not open, and the old key is right. */
  readonly candidates: readonly FittingKey[];
  readonly pair: DeviceKeyPair;
  /** Not in the keychain any more: they came from the clinic's recovery key and go back there once the file has opened. */
  readonly recovered: DeviceSecrets | null;
}

/** Throws `DeviceUnusable`, `KeychainUnavailable` or `RecoveryRefused`. Touches neither the file nor, when it throws, the keychain. */
export async function deviceKeysOf(keychain: Keychain, marker: DeviceMarker, recoveryFile: string | null): Promise<DeviceKeys> {
  const { databaseKeys, pair } = await readStoredKeys(keychain, marker.installationId, marker.next !== null);
  const candidates = fitting(databaseKeys, marker);
  if (candidates.length > 0 && pair) return { candidates, pair, recovered: null };
  if (recoveryFile !== null) return recoveredKeys(marker, recoveryFile);
  throw new DeviceUnusable(candidates.length === 0 && databaseKeys.length > 0 ? 'key_wrong' : 'key_missing');
}

function fitting(keys: readonly Buffer[], marker: DeviceMarker): FittingKey[] {
  const { next } = marker;
  const asNext = next === null ? [] : keys.filter((key) => keyFits(key, next.keyCheck)).map((key) => ({ key, isNext: true }));
  return [...asNext, ...keys.filter((key) => keyFits(key, marker.keyCheck)).map((key) => ({ key, isNext: false }))];
}

function recoveredKeys(marker: DeviceMarker, file: string): DeviceKeys {
  const sealed = [marker.next?.recovery, marker.recovery].flatMap((copy) => copy ?? []);
  if (sealed.length === 0) throw new DeviceUnusable('recovery_unprepared');
  const { key, keyId } = readRecoveryFile(file);
  const secrets = sealed.filter((copy) => copy.keyId === keyId).map((copy) => unsealKeys(copy, key, marker.installationId));
  const candidates = fitting(secrets.map(({ databaseKey }) => databaseKey), marker);
  const [recovered] = secrets;
  const pair = recovered ? pairFrom(recovered.signingKey) : null;
  if (!recovered || !pair || candidates.length === 0) throw new RecoveryRefused('recovery');
  return { candidates, pair, recovered };
}

/** Only once the file has opened with it: a key that opens nothing must not take the place of one that may. */
export async function keepRecovered(keychain: Keychain, installationId: Id, key: Buffer, { signingKey }: DeviceSecrets): Promise<void> {
  await writeDatabaseKey(keychain, installationId, key);
  await writeSigningKey(keychain, installationId, signingKey);
  signingKey.fill(0);
}
