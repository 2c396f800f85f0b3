import { useState } from 'react';
import { CallFailed } from '../../app/client.ts';

const known = [
  'check_input', 'not_found', 'no_account', 'case_decided', 'esia_linked', 'account_locked', 'document_mismatch', 'document_not_in_force', 'wrong_password', 'password_short', 'password_long',
  'login_taken', 'last_administrator', 'offline', 'slow_down', 'not_allowed', 'try_later',
] as const;

export interface Asking {
  readonly busy: boolean;
  readonly refused: string | null;
  readonly ask: (work: () => Promise<void>) => void;
  readonly refuse: (code: string | null) => void;
}

/** One question to the centre at a time, and the sentence for what it refused (a key under `staff.asked`). */
export function useAsking(): Asking {
  const [busy, setBusy] = useState(false);
  const [refused, refuse] = useState<string | null>(null);
  const ask = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    refuse(null);
    work().then(
      () => setBusy(false),
      (error: unknown) => {
        setBusy(false);
        const code = error instanceof CallFailed ? error.code : '';
        refuse(code === 'invalid_input' ? 'check_input' : (known.find((one) => one === code) ?? 'failed'));
      },
    );
  };
  return { busy, refused, ask, refuse };
}
