import { useContext, useState, type ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { Pager } from './Pager.tsx';
import { Sheet } from './Sheet.tsx';
import { UiWords } from './uiWords.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';

interface SelectProps {
  /** The question of the sheet: «Какая специальность?». */
  readonly label: string;
  readonly value: string | null;
  /** What stands for «no choice»: «Любой корпус». Left out when something must be chosen. */
  readonly anyLabel?: string;
  readonly options: readonly { readonly id: string; readonly label: string; readonly detail?: string }[];
  readonly onChange: (id: string | null) => void;
}

const perPage = 7;

/** A filter that opens a sheet with a list: targets stay big, nothing pops up over a finger, and nothing is native to the system. */
export function Select({ label, value, anyLabel, options, onChange }: SelectProps): ReactNode {
  const words = useContext(UiWords);
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState(0);
  const all = [...(anyLabel === undefined ? [] : [{ id: null, label: anyLabel, detail: undefined }]), ...options];
  const current = all.find(({ id }) => id === value) ?? all[0];
  const choose = (id: string | null) => {
    setOpen(false);
    onChange(id);
  };
  const start = () => {
    const index = all.findIndex(({ id }) => id === value);
    setFrom(index < 0 ? 0 : index - (index % perPage));
    setOpen(true);
  };
  return (
    <>
      <button className="chip chip--select" type="button" aria-haspopup="dialog" aria-expanded={open} onClick={start}>
        <span>
          <VisuallyHidden>{label} </VisuallyHidden>
          {current?.label}
        </span>
        <Icon name="chevron-down" />
      </button>
      {open && (
        <Sheet title={label} onClose={() => setOpen(false)} dock={{ back: { label: words.close, icon: 'arrow-left', onPress: () => setOpen(false) } }}>
          {all.length > perPage && (
            <div className="found">
              <Pager from={from + 1} to={Math.min(from + perPage, all.length)} total={all.length} onUp={() => setFrom(Math.max(0, from - perPage))} onDown={() => setFrom(from + perPage)} />
            </div>
          )}
          <ul className="rows rows--options" aria-label={label}>
            {all.slice(from, from + perPage).map((option) => (
              <li key={option.id ?? ''}>
                <button className="row row--option" type="button" aria-pressed={option.id === value} onClick={() => choose(option.id)}>
                  <span className="row__tick">{option.id === value && <Icon name="check" />}</span>
                  <span className="row__words">
                    <b>{option.label}</b>
                  </span>
                  {option.detail !== undefined && <span className="soft num">{option.detail}</span>}
                </button>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
    </>
  );
}
