import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../../shared/features/sync.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { dayAndMonth } from '../../words/day.ts';
import { OneEntry } from './OneEntry.tsx';
import './queue.css';

/** Row O4: what of this workplace the centre has not answered yet, how it goes, and why it does not. */
export function QueuePanel(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const status = useRead('sync.status', {}).data;
  const queue = useRead('sync.queue', {}).data;
  const [chosen, setChosen] = useState<string | null>(null);
  const [taken, setTaken] = useState(false);
  const most = useRef(0);
  if (status === undefined || queue === undefined) return null;
  const { unsent, failure } = status;
  most.current = unsent === 0 ? 0 : Math.max(most.current, unsent);
  const done = most.current - unsent;
  const current = queue.entries.find(({ commandId }) => commandId === chosen) ?? null;
  const wordsOf = ({ channel, number, queuedAt }: QueueEntry) => ({
    label: t(`sync.channel.${channel}`, { defaultValue: t('sync.other') }),
    detail: [t('sync.at', { day: dayAndMonth(dayOf(queuedAt), language), time: clockOf(queuedAt) }), ...(number === null ? [] : [t('sync.number', { number })])].join(' · '),
  });
  return (
    <section>
      <h2>{t('sync.title')}</h2>
      {failure !== null && (
        <Notice tone={failure === 'unreachable' || failure === 'busy' || failure === 'server_error' ? 'wait' : 'stop'} title={t(`sync.failure.${failure}.title`)}>
          {t(`sync.failure.${failure}.text`)}
        </Notice>
      )}
      <p>{unsent === 0 ? t('sync.empty') : t('sync.waiting', { count: unsent })}</p>
      {unsent > 0 && done > 0 && (
        <div className="queue__progress">
          <progress value={done} max={most.current} aria-label={t('sync.progress', { done, total: most.current })} />
          <span aria-hidden>{t('sync.progress', { done, total: most.current })}</span>
        </div>
      )}
      {taken && <Notice tone="note" title={t('sync.withdrawn')} />}
      {queue.entries.length > 0 && (
        <Choices
          label={t('sync.list')}
          items={queue.entries.map((entry) => ({ id: entry.commandId, ...wordsOf(entry) }))}
          selectedId={current?.commandId ?? null}
          onSelect={(id) => {
            setChosen(id);
            setTaken(false);
          }}
        />
      )}
      {queue.total > queue.entries.length && <p>{t('sync.more', { count: queue.total - queue.entries.length })}</p>}
      {current !== null && (
        <OneEntry
          key={current.commandId}
          entry={current}
          onWithdrawn={() => {
            setChosen(null);
            setTaken(true);
          }}
        />
      )}
    </section>
  );
}
