import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../shared/contract.ts';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useAsk } from './useAsk.ts';
import { wireDay } from './wireDay.ts';

type By = 'cardNumber' | 'snils' | 'person';
const ways: readonly By[] = ['cardNumber', 'snils', 'person'];
const empty = { cardNumber: '', snils: '', family: '', given: '', patronymic: '', birthDate: '' };

/** X8: the representative too is found by whole values of a document, never out of a list. */
export function FindRepresentative({ notId, onFound }: { notId: string; onFound: (person: FoundPatient) => void }): ReactNode {
  const { t } = useTranslation();
  const [by, setBy] = useState<By>('cardNumber');
  const [typed, setTyped] = useState(empty);
  const { busy, refused, ask, refuse } = useAsk();
  const input = (): Input<'staff.findPatient'> => {
    if (by === 'cardNumber') return { cardNumber: typed.cardNumber };
    if (by === 'snils') return { snils: typed.snils };
    return { family: typed.family, given: typed.given, patronymic: typed.patronymic.trim() === '' ? null : typed.patronymic, birthDate: wireDay(typed.birthDate) };
  };
  const find = () =>
    ask(async () => {
      const { patient, several } = await call('staff.findPatient', input());
      if (patient === null) refuse(several ? 'several' : 'nobody');
      else if (patient.patientId === notId) refuse('oneself');
      else onFound(patient);
    });
  const field = (name: keyof typeof empty, first = false) => (
    <TextField
      key={name}
      label={t(`staff.find.${name}`)}
      hint={t(`staff.find.${name}Hint`)}
      value={typed[name]}
      onChange={(text) => {
        setTyped({ ...typed, [name]: text });
        refuse(null);
      }}
      {...(first ? { autoFocus: true } : {})}
      onEnter={find}
    />
  );
  return (
    <>
      <Choices
        label={t('representatives.grant.by')}
        items={ways.map((id) => ({ id, label: t(`staff.find.way.${id}`) }))}
        selectedId={by}
        onSelect={(id) => {
          setBy(ways.find((one) => one === id) ?? 'cardNumber');
          refuse(null);
        }}
      />
      {by === 'person' ? [field('family', true), field('given'), field('patronymic'), field('birthDate')] : field(by, true)}
      {refused !== null && <Notice tone="stop" title={t(`representatives.refused.${refused}`)} />}
      <div className="desk__acts">
        <Button kind="primary" icon="search" onPress={find} busy={busy} busyLabel={t('staff.find.busy')}>
          {t('staff.find.submit')}
        </Button>
      </div>
    </>
  );
}
