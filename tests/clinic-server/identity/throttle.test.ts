import { describe, expect, it } from 'vitest';
import { createPasswords } from '../../../clinic-server/identity/passwords.ts';
import { accountRule, deviceRule, waitSeconds } from '../../../clinic-server/identity/throttle.ts';
import { normalLogin } from '../../../clinic-server/identity/accountStore.ts';

describe('sign-in throttle', () => {
  it('R6 five failures cost nothing, then a second, two, four … up to a quarter of an hour', () => {
    expect([0, 4, 5, 6, 7, 14, 15, 49].map((failures) => waitSeconds(accountRule, failures))).toEqual([0, 0, 1, 2, 4, 512, 900, 900]);
    expect([14, 15, 30].map((failures) => waitSeconds(deviceRule, failures))).toEqual([0, 1, 300]);
  });

  it('R6 whoever guesses without a pause all day is let through fewer than a hundred times', () => {
    let evaluated = 0;
    for (let second = 0; second < 86_400;) {
      evaluated++;
      second += Math.max(waitSeconds(accountRule, evaluated), 1);
    }
    expect(evaluated).toBeGreaterThan(20);
    expect(evaluated).toBeLessThan(100);
  });

  it('R4 capitals and spaces around a login do not matter', () => {
    expect(normalLogin('  Anna.Kuznetsova@Example.ORG ')).toBe('anna.kuznetsova@example.org');
  });
});

describe('passwords', () => {
  it('R4 hashes wait in a line of limited length, and who comes after is asked to come later', async () => {
    const passwords = createPasswords({ workers: 1, waiting: 2 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash('parol')));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(results[3]).toMatchObject({ reason: { status: 503, code: 'try_later' } });
  });

  it('R4 a password typed with a composed or a split й is one password; the decoy matches nobody', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash('чай\u0306ка'.normalize('NFD'));
    expect(await passwords.verify(hash, 'чай\u0306ка'.normalize('NFC'))).toBe(true);
    expect(await passwords.verify(hash, 'чайка')).toBe(false);
    expect(await passwords.verify(null, 'nobody')).toBe(false);
  });
});
