import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useFirstFault } from '../../app/useFirstFault.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import type { KeyLayout } from '../../ui/layout.ts';
import type { Mask } from '../../ui/masks.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { StepMark } from '../../ui/Steps.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { refusalOf } from './refusals.ts';

export interface AccountField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** Instead of `hint` in the accessible view, where a field stands alone and nothing else can say it. */
  readonly hintLow?: string;
  readonly icon: string;
  readonly type: 'password' | 'email' | 'tel';
  readonly layout: KeyLayout;
  readonly mask?: Mask;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What is wrong with what is typed, as a key; asked only when the person wants to go on. */
  readonly fault: () => string | null;
}

interface FieldsScreenProps {
  readonly title: string;
  readonly lead?: string;
  readonly step?: StepMark;
  readonly fields: readonly AccountField[];
  readonly submit: { readonly label: string; readonly busyLabel: string; readonly icon?: string };
  /** Rejects as `call` does. Whoever comes back without a failure draws the next screen. */
  readonly onSubmit: () => Promise<void>;
  readonly backLabel?: string;
  readonly onBack: () => void;
  /** Which field a refusal is about; the others are about the whole. */
  readonly about?: Partial<Record<string, string>>;
  /** What leads on where trying again does not. */
  readonly ways?: Partial<Record<string, { readonly label: string; readonly onPress: () => void }>>;
  /** Stands under the fields of the normal view. */
  readonly children?: ReactNode;
  /** Instead of the word about a cut line, when nothing else is to be said. */
  readonly notice?: ReactNode;
}

/** Everything that is changed of an account: a few fields, one button that names the deed, and what is wrong beside its field. */
export function FieldsScreen({ title, lead, step, fields, submit, onSubmit, backLabel, onBack, about = {}, ways = {}, children, notice }: FieldsScreenProps): ReactNode {
  const { t } = useTranslation();
  const accessible = useView() === 'accessible';
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const [busy, setBusy] = useState(false);
  const { fields: box, stopped } = useFirstFault();

  const stop = (found: Readonly<Record<string, string>>) => {
    setFaults(found);
    setAt(Math.max(0, fields.findIndex(({ name }) => name in found)));
    stopped();
  };
  const wrongIn = (some: readonly AccountField[]) => Object.fromEntries(some.map(({ name, fault }) => [name, fault()] as const).filter((entry): entry is readonly [string, string] => entry[1] !== null));

  async function send(): Promise<void> {
    if (busy) return;
    const found = wrongIn(fields);
    setRefusal(null);
    if (Object.keys(found).length > 0) return stop(found);
    setFaults({});
    setBusy(true);
    try {
      await onSubmit();
    } catch (error) {
      const code = refusalOf(error);
      const field = about[code];
      if (field === undefined) setRefusal(code);
      else stop({ [field]: `account.error.${code}` });
      setBusy(false);
    }
  }
  function next(): void {
    if (!accessible || at >= fields.length - 1) return void send();
    const found = wrongIn(fields.slice(at, at + 1));
    if (Object.keys(found).length > 0) return stop(found);
    setFaults({});
    setAt(at + 1);
  }

  const drawn = ({ name, value, onChange, fault: _fault, mask, hint, hintLow, type, ...look }: AccountField, place: number) => (
    <TextField
      key={name}
      {...look}
      type={type}
      value={value}
      onChange={(text) => {
        onChange(text);
        setFaults(({ [name]: _mended, ...rest }) => rest);
      }}
      {...(mask === undefined ? {} : { format: mask })}
      hint={accessible ? (hintLow ?? hint) : hint}
      {...(faults[name] === undefined ? {} : { error: t(faults[name]) })}
      {...(type === 'password' ? { revealable: true } : accessible ? {} : { onClear: () => onChange('') })}
      {...(place === 0 ? { autoFocus: true } : {})}
      onEnter={next}
    />
  );
  const wayOn = refusal === null ? undefined : ways[refusal];
  if (accessible && refusal !== null) return <LowRefusal title={title} sentence={t(`account.error.${refusal}`)} onReturn={() => setRefusal(null)} {...(wayOn === undefined ? {} : { wayOn })} />;
  const one = fields[at];
  const last = !accessible || at >= fields.length - 1;
  const isForm = fields.length > 0;
  return (
    <KioskScreen
      title={title}
      {...(lead === undefined ? {} : { lead })}
      {...(step === undefined ? {} : { step })}
      keyboard={isForm}
      {...(isForm ? { low: { field: true } as const } : {})}
      dock={{
        back: { label: backLabel ?? t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: () => (accessible && at > 0 ? setAt(at - 1) : onBack()) },
        primary: { label: last ? submit.label : t('account.next'), ...(submit.icon === undefined || accessible ? {} : { icon: submit.icon }), onPress: next, busy, busyLabel: submit.busyLabel },
      }}
    >
      {/* One at a time: above the keyboard there is room for one, and the nearest to what the hand has just done is the one to be read. */}
      {refusal === null ? (notice ?? <LineNotice title={t('account.offline')} />) : <Notice tone="stop" title={t(`account.error.${refusal}`)} />}
      {wayOn !== undefined && (
        <Button icon="arrow-right" onPress={wayOn.onPress}>
          {wayOn.label}
        </Button>
      )}
      {isForm && (
        <div className="sign" ref={box}>
          {accessible ? one !== undefined && drawn(one, 0) : fields.map(drawn)}
        </div>
      )}
      {!accessible && children}
    </KioskScreen>
  );
}
