import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { call, useRead } from '../../app/client.ts';
import { KioskBand } from '../../app/kioskBand.ts';
import { ActingBand } from './ActingBand.tsx';
import { PeopleContext } from './people.ts';

interface Answer {
  readonly of: string;
  readonly people: Output<'representation.people'> | null;
}

/** R10. Stands around every screen of a kiosk: on whose behalf somebody acts is said on all of them, with the way back. */
export function RepresentationFrame({ children }: { children: ReactNode }): ReactNode {
  const patientId = useRead('identity.me', {}).data?.patient?.id ?? null;
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (patientId === null) return setAnswer(null);
    let stopped = false;
    const heard = (people: Answer['people']) => {
      if (!stopped) setAnswer({ of: patientId, people });
    };
    call('representation.people', {}).then(heard, () => heard(null));
    return () => {
      stopped = true;
    };
  }, [patientId, round]);
  // What was heard for one person is not shown to the next, not even for the moment until theirs comes.
  const own = answer !== null && answer.of === patientId ? answer : null;
  const people = useMemo(() => ({ known: own?.people ?? null, failed: own !== null && own.people === null, again: () => setRound((now) => now + 1) }), [own]);
  return (
    <PeopleContext value={people}>
      <KioskBand value={<ActingBand />}>{children}</KioskBand>
    </PeopleContext>
  );
}
