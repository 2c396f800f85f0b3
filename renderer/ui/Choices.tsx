import { useId, type ReactNode } from 'react';
import './choices.css';

interface ChoicesProps {
  readonly label: string;
  /** The label repeats the heading right above: it is heard, not seen. */
  readonly labelHidden?: boolean;
  readonly items: readonly { readonly id: string; readonly label: string; readonly detail?: string }[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** One of several answers, one under another. Real radio buttons: arrow keys, voice and touch need nothing of ours. */
export function Choices({ label, labelHidden = false, items, selectedId, onSelect }: ChoicesProps): ReactNode {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend className={labelHidden ? 'unseen' : ''}>{label}</legend>
      {items.map(({ id, label: words, detail }) => (
        <label key={id} className="choice">
          <input type="radio" name={name} value={id} checked={id === selectedId} onChange={() => onSelect(id)} />
          <span>
            {words}
            {detail !== undefined && <small>{detail}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
