import { useState, type ReactNode } from 'react';
import type { Deletable } from '../../../shared/features/deletion.ts';
import { ChooseWhat } from './ChooseWhat.tsx';
import { DeletionGate } from './DeletionGate.tsx';
import { OneDeletion } from './OneDeletion.tsx';

/** Row D1. What to delete, what goes and what stays, one deliberate step more, the receipt. */
export function DeletionScreen({ of }: { of: Deletable | null }): ReactNode {
  return <DeletionGate to={{ name: 'deletion', ...(of === null ? {} : { of }) }}>{(patientId) => <Way key={patientId} patientId={patientId} of={of} />}</DeletionGate>;
}

function Way({ patientId, of }: { patientId: string; of: Deletable | null }): ReactNode {
  const [chosen, setChosen] = useState<Deletable | null>(of);
  if (chosen === null) return <ChooseWhat patientId={patientId} onChoose={setChosen} />;
  return <OneDeletion patientId={patientId} of={chosen} onLeave={of === null ? () => setChosen(null) : null} />;
}
