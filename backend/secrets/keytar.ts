import type { SecretStore } from './keychain.ts';

/** Loaded at first use: without the system's library loading itself fails, and that must be an answer and not a crash at start. */
export async function loadKeytar(): Promise<SecretStore> {
  const { default: keytar } = await import('keytar');
  return keytar;
}
