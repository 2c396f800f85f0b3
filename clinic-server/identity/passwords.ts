import { hash, verify } from '@node-rs/argon2';
import { FhirRefusal } from '../fhir/refusal.ts';

/** H45. Argon2id is the library's default algorithm. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** With `null` in place of a hash it takes as long and says no: time must not tell that a login is unknown. */
  verify(storedHash: string | null, password: string): Promise<boolean>;
}

/** Two keyboards may write one letter differently. */
const form = (password: string) => password.normalize('NFKC');

/**
 * At most `workers` hashes at a time and `waiting` in line; the next is asked to come later. Without the bound a storm of sign-ins takes
 * the processor and the memory (19 MiB each) from everything else.
 */
export function createPasswords({ workers = 2, waiting = 200 }: { workers?: number; waiting?: number } = {}): Passwords {
  const line: (() => void)[] = [];
  let busy = 0;
  let decoy: Promise<string> | null = null;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy >= workers) {
      if (line.length >= waiting) throw new FhirRefusal(503, 'try_later', { headers: { 'retry-after': '2' } });
      // Woken with the place already given, so a newcomer cannot take it in between.
      await new Promise<void>((wake) => line.push(wake));
    } else {
      busy++;
    }
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else busy--;
    }
  };

  return {
    hash: (password) => inTurn(() => hash(form(password), cost)),
    async verify(storedHash, password) {
      decoy ??= hash('nobody', cost);
      const against = storedHash ?? (await decoy);
      const matches = await inTurn(() => verify(against, form(password)));
      return matches && storedHash !== null;
    },
  };
}
