import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../shared/contract.ts';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Tick } from '../../ui/Tick.tsx';
import { wireDay } from '../../words/wireDay.ts';
import { FindRepresentative } from './FindRepresentative.tsx';
import { useAsk } from './useAsk.ts';

type Relationship = Input<'representatives.grant'>['relationship'];

const relationships: readonly Relationship[] = ['parent', 'guardian', 'proxy'];
/** What proves which right: the clinic takes no other paper for it. */
const documents = { parent: 'birth_certificate', guardian: 'guardianship', proxy: 'power_of_attorney' } as const;

interface GrantProps {
  readonly patient: FoundPatient;
  readonly onGranted: (until: MoscowDay) => void;
  readonly onClose: () => void;
}

/** First who, then by what right and until when; the button names the deed. */
export function GrantForm({ patient, onGranted, onClose }: GrantProps): ReactNode {
  const { t } = useTranslation();
  const [person, setPerson] = useState<FoundPatient | null>(null);
  return (
    <div className="represents__grant">
      <h3>{t('representatives.grant.title')}</h3>
      {person === null && <FindRepresentative notId={patient.patientId} onFound={setPerson} />}
      {person !== null && <Right key={person.patientId} patient={patient} person={person} onGranted={onGranted} />}
      <div className="desk__acts">
        {person !== null && (
          <Button icon="search" onPress={() => setPerson(null)}>
            {t('representatives.grant.another')}
          </Button>
        )}
        <Button onPress={onClose}>{t('representatives.grant.close')}</Button>
      </div>
    </div>
  );
}

function Right({ patient, person, onGranted }: Omit<GrantProps, 'onClose'> & { person: FoundPatient }): ReactNode {
  const { t } = useTranslation();
  const [relationship, setRelationship] = useState<Relationship>('parent');
  const [until, setUntil] = useState('');
  const [seen, setSeen] = useState(false);
  const { busy, refused, ask, refuse } = useAsk();
  const document = documents[relationship];
  const grant = () => {
    if (relationship === 'proxy' && until.trim() === '') return refuse('until_empty');
    if (!seen) return refuse('document_not_seen');
    ask(async () => {
      const granted = await call('representatives.grant', {
        patientId: patient.patientId,
        representativeId: person.patientId,
        relationship,
        document,
        documentSeen: seen,
        until: until.trim() === '' ? null : wireDay(until),
      });
      onGranted(granted.until);
    });
  };
  const [month = '', day = ''] = person.birthDay.split('-');
  const aboutUntil = refused === 'until_empty' || refused === 'until_wrong' ? refused : null;
  return (
    <>
      <Facts
        facts={[
          { label: t('representatives.grant.representative'), value: <span lang="ru">{person.name}</span>, detail: t('representatives.grant.birthDay', { day: `${day}.${month}` }) },
          { label: t('representatives.grant.patient'), value: <span lang="ru">{patient.name}</span> },
        ]}
      />
      <Choices
        label={t('representatives.grant.relationship')}
        items={relationships.map((id) => ({ id, label: t(`representatives.grant.who.${id}`), detail: t(`representatives.document.${documents[id]}`) }))}
        selectedId={relationship}
        onSelect={(id) => {
          setRelationship(relationships.find((one) => one === id) ?? 'parent');
          // Another right is proved by another paper.
          setSeen(false);
          refuse(null);
        }}
      />
      <TextField
        label={t('representatives.grant.until')}
        hint={t(relationship === 'proxy' ? 'representatives.grant.untilProxy' : 'representatives.grant.untilChild')}
        value={until}
        onChange={(text) => {
          setUntil(text);
          refuse(null);
        }}
        maxLength={10}
        onEnter={grant}
        {...(aboutUntil === null ? {} : { error: t(`representatives.refused.${aboutUntil}`) })}
      />
      <Tick
        checked={seen}
        onChange={(checked) => {
          setSeen(checked);
          refuse(null);
        }}
      >
        {t('representatives.grant.seen', { document: t(`representatives.document.${document}`) })}
        <small>{t('representatives.grant.seenDetail')}</small>
      </Tick>
      {refused !== null && aboutUntil === null && <Notice tone="stop" title={t(`representatives.refused.${refused}`)} />}
      <div className="desk__acts">
        <Button kind="primary" icon="check" onPress={grant} busy={busy} busyLabel={t('representatives.grant.busy')}>
          {t('representatives.grant.submit')}
        </Button>
      </div>
    </>
  );
}
