/** The operating system's keychain, or why it cannot be used. Values are base64 text: keychains hold strings. */
export interface Keychain {
  /** In the order asked. Null: surely not there. Throws `KeychainUnavailable` when nobody can tell. */
  read(accounts: readonly string[]): Promise<readonly (string | null)[]>;
  write(account: string, secret: string): Promise<void>;
  /** Also when it was not there. */
  remove(account: string): Promise<void>;
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

/** So often one question is waited for before nobody believes in an answer any more. */
const patience = 3;

/**
 * `within` limits how long anybody waits. `stuck` is told when a question is never going to be answered: gnome-keyring waits for the
 * password it asked for on the screen even after it has been unlocked, and only the end of the process that asked takes the question back.
 */
export function systemKeychain(load: () => Promise<SecretStore>, within: <T>(answer: Promise<T>) => Promise<T>, stuck: () => void = () => undefined): Keychain {
  /** What somebody stopped waiting for. A keychain that needs longer than anybody waits would otherwise be asked anew for ever. */
  let underWay: { readonly about: string; readonly answer: Promise<(string | null)[]>; waits: number } | null = null;

  async function asked<T>(answer: Promise<T>): Promise<T> {
    try {
      // A keychain that waits for somebody to type a password never answers a kiosk.
      return await within(answer);
    } catch {
      throw new KeychainUnavailable('keychain');
    }
  }

  async function lookUpAll(accounts: readonly string[]): Promise<(string | null)[]> {
    const found: (string | null)[] = [];
    // One after the other: asked twice at once while it is locked, gnome-keyring answers neither question, not even when it is unlocked.
    for (const account of accounts) found.push(await lookUp(account));
    return found;
  }

  async function lookUp(account: string): Promise<string | null> {
    const store = await load();
    const secret = await store.getPassword(service, account);
    if (secret !== null) return secret;
    // A locked keychain answers "nothing" like an empty one; only writing tells them apart.
    await store.setPassword(service, `${account}:probe`, 'probe');
    await store.deletePassword(service, `${account}:probe`);
    return null;
  }

  return {
    async read(accounts) {
      const about = accounts.join(' ');
      const question = underWay?.about === about ? underWay : { about, answer: lookUpAll(accounts), waits: 0 };
      underWay = question;
      const forget = (): void => {
        if (underWay === question) underWay = null;
      };
      // One that failed is asked again, only one without an answer is waited for.
      question.answer.catch(forget);
      try {
        const found = await asked(question.answer);
        forget();
        return found;
      } catch (error) {
        question.waits += 1;
        if (underWay === question && question.waits >= patience) stuck();
        throw error;
      }
    },
    write: (account, secret) => asked(load().then((store) => store.setPassword(service, account, secret))),
    remove: (account) => asked(load().then((store) => store.deletePassword(service, account).then(() => undefined))),
  };
}
