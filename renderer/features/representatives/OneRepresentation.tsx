import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { useAsk } from './useAsk.ts';

type Representation = Output<'representatives.list'>['representatives'][number];

/** One right, and taking it back: with a reason, because somebody will ask for it. */
export function OneRepresentation({ one, onRevoked }: { one: Representation; onRevoked: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const [revoking, setRevoking] = useState(false);
  const [reason, setReason] = useState('');
  const { busy, refused, ask, refuse } = useAsk();
  const revoke = () => {
    if (reason.trim() === '') return refuse('reason_empty');
    ask(async () => {
      await call('representatives.revoke', { representationId: one.representationId, reason });
      onRevoked();
    });
  };
  const [month = '', day = ''] = one.birthDay.split('-');
  return (
    <li>
      <div className="represents__one">
        <p>
          <b lang="ru">{one.name}</b>, {t(`representatives.relationship.${one.relationship}`)}
          <small>
            {t('representatives.line', { document: t(`representatives.document.${one.document}`), day: dayMonthYear(one.until, language), birthDay: `${day}.${month}` })}
          </small>
        </p>
        {!revoking && (
          <Button icon="x" onPress={() => setRevoking(true)}>
            {t('representatives.revoke')}
          </Button>
        )}
      </div>
      {revoking && (
        <>
          <p>{t('representatives.revokeText')}</p>
          <TextField
            label={t('representatives.reason')}
            value={reason}
            onChange={(text) => {
              setReason(text);
              refuse(null);
            }}
            maxLength={500}
            autoFocus
            onEnter={revoke}
            {...(refused === 'reason_empty' ? { error: t('representatives.refused.reason_empty') } : {})}
          />
          {refused !== null && refused !== 'reason_empty' && <Notice tone="stop" title={t(`representatives.refused.${refused}`)} />}
          <div className="desk__acts">
            <Button kind="danger" icon="x" onPress={revoke} busy={busy}>
              {t('representatives.revokeNow')}
            </Button>
            <Button
              onPress={() => {
                setRevoking(false);
                setReason('');
                refuse(null);
              }}
            >
              {t('shell.back')}
            </Button>
          </div>
        </>
      )}
    </li>
  );
}
