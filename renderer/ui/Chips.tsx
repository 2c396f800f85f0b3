import type { ReactNode } from 'react';
import { ArrowGroup } from './ArrowGroup.tsx';

interface ChipsProps {
  readonly label: string;
  readonly items: readonly { readonly id: string; readonly label: string; readonly detail?: string }[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** A few choices side by side, one of them chosen. */
export function Chips({ label, items, selectedId, onSelect }: ChipsProps): ReactNode {
  return (
    <ArrowGroup className="chips" label={label}>
      {items.map(({ id, label: words, detail }) => (
        <button key={id} className="chip" type="button" aria-pressed={id === selectedId} onClick={() => onSelect(id)}>
          <span>
            {words}
            {detail !== undefined && <small>{detail}</small>}
          </span>
        </button>
      ))}
    </ArrowGroup>
  );
}
