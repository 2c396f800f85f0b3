/** The operating system's keychain, or why it cannot be used. Values are base64 text: keychains hold strings. */
export interface Keychain {
  /** Null: surely not there. Throws `KeychainUnavailable` when nobody can tell. */
  read(account: string): Promise<string | null>;
  write(account: string, secret: string): Promise<void>;
}

/** No keychain, a locked one, or no answer in time. Carries nothing of the secret and nothing of the system's message. */
export class KeychainUnavailable extends Error {
  override name = 'KeychainUnavailable';
}

/** The three calls of keytar we need; loaded by the composition root, because loading it can itself fail without libsecret. */
export interface SecretStore {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

const service = 'Kabinet';

export function systemKeychain(load: () => Promise<SecretStore>, within: <T>(answer: Promise<T>) => Promise<T>): Keychain {
  async function asked<T>(question: (store: SecretStore) => Promise<T>): Promise<T> {
    try {
      // A keychain that waits for somebody to type a password never answers a kiosk.
      return await within(load().then(question));
    } catch {
      throw new KeychainUnavailable('keychain');
    }
  }

  return {
    read: (account) =>
      asked(async (store) => {
        const secret = await store.getPassword(service, account);
        if (secret !== null) return secret;
        // A locked keychain answers "nothing" like an empty one; only writing tells them apart.
        await store.setPassword(service, `${account}:probe`, 'probe');
        await store.deletePassword(service, `${account}:probe`);
        return null;
      }),
    write: (account, secret) => asked((store) => store.setPassword(service, account, secret)),
  };
}
