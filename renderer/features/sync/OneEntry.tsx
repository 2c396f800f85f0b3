import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../../shared/features/sync.ts';
import { CallFailed, call } from '../../app/client.ts';
import { AskedTwice } from '../../ui/AskedTwice.tsx';
import { Notice } from '../../ui/Notice.tsx';

const known = ['not_found', 'already_sent', 'already_settled', 'not_withdrawable', 'built_upon'];

/** How one entry stands, and taking it back while nobody has heard of it. */
export function OneEntry({ entry, onWithdrawn }: { entry: QueueEntry; onWithdrawn: () => void }): ReactNode {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [sure, setSure] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { commandId, state, refusal, mayWithdraw } = entry;
  const alsoLater = refused === 'built_upon';

  function takeBack(): void {
    setBusy(true);
    call('sync.withdraw', { commandId, alsoLater }).then(onWithdrawn, (error: unknown) => {
      setBusy(false);
      setSure(false);
      setRefused(error instanceof CallFailed && known.includes(error.code) ? error.code : 'failed');
    });
  }

  return (
    <>
      <p>
        <b>{t(`sync.state.${state}`)}</b>
      </p>
      {state === 'aside' && <p>{t('sync.asideText', { code: refusal ?? '' })}</p>}
      {state === 'sent' && <p>{t('sync.sentText')}</p>}
      {state === 'queued' && !mayWithdraw && <p>{t('sync.keptText')}</p>}
      {refused !== null && <Notice tone="stop" title={t(`sync.refused.${refused}`)} />}
      {mayWithdraw && (
        <AskedTwice
          icon="x"
          label={t(alsoLater ? 'sync.alsoLater' : 'sync.withdraw')}
          warning={t('sync.sure')}
          reallyLabel={t('sync.really')}
          busy={busy}
          sure={sure}
          onSure={setSure}
          onDo={takeBack}
        />
      )}
    </>
  );
}
