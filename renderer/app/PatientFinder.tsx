import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input, Output } from '../../shared/contract.ts';
import { call } from './client.ts';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { TextField } from '../ui/TextField.tsx';
import { wireDay } from '../words/wireDay.ts';

type By = 'cardNumber' | 'snils' | 'person';
const ways: readonly By[] = ['cardNumber', 'snils', 'person'];
const empty = { cardNumber: '', snils: '', family: '', given: '', patronymic: '', birthDate: '' };

export type FindAnswer = Output<'staff.findPatient'>;

interface Finder {
  readonly asking: { readonly busy: boolean; readonly ask: (work: () => Promise<void>) => void; readonly refuse: (code: null) => void };
  /** What the choice of ways is called. */
  readonly label: string;
  /** Null as soon as something else is typed: an answer belongs to its question. */
  readonly onAnswer: (answer: FindAnswer | null) => void;
  readonly autoFocus?: boolean;
}

/** Rows R7, X8: one person by what stands in a document, never a list of people. */
export function PatientFinder({ asking: { busy, ask, refuse }, label, onAnswer, autoFocus = true }: Finder): ReactNode {
  const { t } = useTranslation();
  const [by, setBy] = useState<By>('cardNumber');
  const [typed, setTyped] = useState(empty);
  const forget = () => {
    onAnswer(null);
    refuse(null);
  };
  const input = (): Input<'staff.findPatient'> => {
    if (by === 'cardNumber') return { cardNumber: typed.cardNumber };
    if (by === 'snils') return { snils: typed.snils };
    return { family: typed.family, given: typed.given, patronymic: typed.patronymic.trim() === '' ? null : typed.patronymic, birthDate: wireDay(typed.birthDate) };
  };
  const find = () =>
    ask(async () => {
      onAnswer(null);
      onAnswer(await call('staff.findPatient', input()));
    });
  const field = (name: keyof typeof empty, first = false) => (
    <TextField
      key={name}
      label={t(`staff.find.${name}`)}
      hint={t(`staff.find.${name}Hint`)}
      value={typed[name]}
      onChange={(text) => {
        setTyped({ ...typed, [name]: text });
        forget();
      }}
      {...(first && autoFocus ? { autoFocus: true } : {})}
      onEnter={find}
    />
  );
  return (
    <>
      <Choices
        label={label}
        items={ways.map((id) => ({ id, label: t(`staff.find.way.${id}`) }))}
        selectedId={by}
        onSelect={(id) => {
          setBy(ways.find((one) => one === id) ?? 'cardNumber');
          forget();
        }}
      />
      {by === 'person' ? [field('family', true), field('given'), field('patronymic'), field('birthDate')] : field(by, true)}
      <div className="desk__acts">
        <Button kind="primary" icon="search" onPress={find} busy={busy} busyLabel={t('staff.find.busy')}>
          {t('staff.find.submit')}
        </Button>
      </div>
    </>
  );
}
