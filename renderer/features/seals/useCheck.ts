import { useState } from 'react';
import type { SealVerdict } from '../../../shared/features/seals.ts';
import { call } from '../../app/client.ts';

/** No seal is as long; what is longer was not read from one of ours, and nobody need be asked. */
const longest = 1_000;

/** One code after another: the field is empty again as soon as a code has been taken from it. */
export function useCheck() {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [verdict, setVerdict] = useState<SealVerdict | null>(null);
  const [fault, setFault] = useState<'empty' | 'failed' | null>(null);

  async function check(): Promise<void> {
    if (busy) return;
    const code = text.trim();
    setVerdict(null);
    setFault(null);
    if (code === '') return setFault('empty');
    setBusy(true);
    try {
      setVerdict(code.length > longest ? { verdict: 'unreadable' } : await call('seals.check', { text: code }));
      setText('');
    } catch {
      setFault('failed');
    } finally {
      setBusy(false);
    }
  }

  return {
    ...{ text, busy, verdict, fault },
    check: () => void check(),
    type: (typed: string) => {
      setText(typed);
      setFault(null);
    },
    again: () => setVerdict(null),
  };
}
