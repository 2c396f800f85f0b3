import type { SecretStore } from '../../backend/secrets/keychain.ts';

/** A keychain for one test. `locked` behaves as gnome-keyring does: it reads as empty and refuses to write. `slowMs` is how long each reading takes. */
export function memoryKeychain() {
  const secrets = new Map<string, string>();
  const state = { locked: false, absent: false, slowMs: 0 };
  const answers = () => new Promise((resolve) => setTimeout(resolve, state.slowMs));
  const store: SecretStore = {
    async getPassword(service, account) {
      if (state.slowMs > 0) await answers();
      return state.locked ? null : (secrets.get(`${service}/${account}`) ?? null);
    },
    setPassword: async (service, account, password) => {
      if (state.locked) throw new Error('Cannot create an item in a locked collection');
      secrets.set(`${service}/${account}`, password);
    },
    deletePassword: async (service, account) => secrets.delete(`${service}/${account}`),
  };
  async function load(): Promise<SecretStore> {
    if (state.absent) throw new Error('libsecret-1.so.0: cannot open shared object file');
    return store;
  }
  return { secrets, state, load };
}

export type MemoryKeychain = ReturnType<typeof memoryKeychain>;
