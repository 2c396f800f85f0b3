import { expect, test } from 'vitest';
import { KeychainUnavailable, systemKeychain } from '../../../backend/secrets/keychain.ts';
import { systemPorts } from '../../../backend/server/systemPorts.ts';
import { withDeadline } from '../../../backend/server/withDeadline.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';

const patient = <T>(answer: Promise<T>) => answer;
const hurried = <T>(answer: Promise<T>) => withDeadline(systemPorts, 30, answer);

test('H41 a locked keychain, which answers like an empty one, is told apart from it', async () => {
  const memory = memoryKeychain();
  const keychain = systemKeychain(memory.load, patient);
  expect(await keychain.read(['account'])).toEqual([null]);
  await keychain.write('account', 'secret');
  memory.state.locked = true;
  await expect(keychain.read(['account'])).rejects.toThrow(KeychainUnavailable);
  memory.state.locked = false;
  expect(await keychain.read(['account'])).toEqual(['secret']);
  await keychain.remove('account');
  await keychain.remove('account');
  expect(await keychain.read(['account'])).toEqual([null]);
  // Asking leaves nothing behind.
  expect([...memory.secrets.keys()]).toEqual([]);
});

test('H41 what went wrong in the system is not repeated: its words may hold names and secrets', async () => {
  const keychain = systemKeychain(() => Promise.reject(new Error('secret service said: hunter2')), patient);
  const failures = await Promise.all([keychain.read(['a']), keychain.write('a', 'b'), keychain.remove('a')].map((call) => call.then(String, (error: unknown) => String(error))));
  expect(failures).toEqual(Array.from({ length: 3 }, () => 'KeychainUnavailable: keychain'));
});

test('F14 a locked keychain is asked one thing at a time, or it answers nothing any more', async () => {
  const memory = memoryKeychain();
  memory.state.slowMs = 10;
  let [atOnce, most] = [0, 0];
  const keychain = systemKeychain(async () => {
    const store = await memory.load();
    return {
      ...store,
      async getPassword(service, account) {
        most = Math.max(most, (atOnce += 1));
        const secret = await store.getPassword(service, account);
        atOnce -= 1;
        return secret;
      },
    };
  }, patient);
  expect(await keychain.read(['a', 'b', 'c'])).toEqual([null, null, null]);
  expect(most).toBe(1);
});

test('F14 an answer that comes too late is taken when somebody asks again, and the keychain is asked once only', async () => {
  const memory = memoryKeychain();
  memory.secrets.set('Kabinet/account', 'secret');
  memory.state.slowMs = 100;
  let asked = 0;
  const keychain = systemKeychain(async () => ((asked += 1), memory.load()), hurried);
  await expect(keychain.read(['account'])).rejects.toThrow(KeychainUnavailable);
  await expect(keychain.read(['account'])).rejects.toThrow(KeychainUnavailable);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(await keychain.read(['account'])).toEqual(['secret']);
  expect(asked).toBe(1);
  // The next question is a new one: the secret is not kept here.
  memory.state.slowMs = 0;
  memory.secrets.set('Kabinet/account', 'another');
  expect(await keychain.read(['account'])).toEqual(['another']);
});

test('F14 a question that is never answered is given up after the third wait, so that a new process can ask anew; a slow or failing keychain is not', async () => {
  const told: string[] = [];
  const never = systemKeychain(() => new Promise(() => undefined), hurried, () => void told.push('never'));
  for (const expected of [0, 0, 1]) {
    await expect(never.read(['account'])).rejects.toThrow(KeychainUnavailable);
    expect(told).toHaveLength(expected);
  }
  const failing = systemKeychain(() => Promise.reject(new Error('no bus')), hurried, () => void told.push('failing'));
  for (let time = 0; time < 6; time += 1) await expect(failing.read(['account'])).rejects.toThrow(KeychainUnavailable);
  expect(told).toEqual(['never']);
});
