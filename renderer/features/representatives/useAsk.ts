import { useState } from 'react';
import { CallFailed } from '../../app/client.ts';

const known = [
  'check_input', 'document_not_seen', 'not_a_child', 'representative_is_child', 'already_representative', 'until_wrong', 'not_found', 'offline', 'try_later', 'slow_down', 'not_allowed',
] as const;
export type Refused = (typeof known)[number] | 'reason_empty' | 'until_empty' | 'nobody' | 'several' | 'oneself' | 'failed';

interface Ask {
  readonly busy: boolean;
  /** Message key under `representatives.refused`. */
  readonly refused: Refused | null;
  readonly ask: (work: () => Promise<void>) => void;
  readonly refuse: (code: Refused | null) => void;
}

/** One question to the centre at a time, and why it refused. */
export function useAsk(): Ask {
  const [busy, setBusy] = useState(false);
  const [refused, refuse] = useState<Refused | null>(null);
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
