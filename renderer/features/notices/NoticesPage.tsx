import type { TFunction } from 'i18next';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublishedNotice } from '../../../shared/features/notices.ts';
import { call } from '../../app/client.ts';
import { useNow } from '../../app/clock.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { NewNotice } from './NewNotice.tsx';
import { OneNotice } from './OneNotice.tsx';
import { timeTyped } from './typedTime.ts';
import { useNoticeAsk } from './useNoticeAsk.ts';
import './notices.css';

/** Row D5: what stands on every first screen. An administrator's page. */
export function NoticesPage(): ReactNode {
  const { t } = useTranslation();
  const now = useNow();
  const [notices, setNotices] = useState<readonly PublishedNotice[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const { busy, refused, ask } = useNoticeAsk();
  const load = () => ask(async () => setNotices((await call('notices.published', {})).notices));
  useEffect(load, []);
  const current = notices?.find(({ id }) => id === chosen) ?? null;
  const open = (id: string | null, isNew: boolean) => {
    setChosen(id);
    setAdding(isNew);
    setDone(null);
  };
  const after = (sentence: string) => {
    open(null, false);
    setDone(sentence);
    load();
  };
  return (
    <div className="desk__halves">
      <section>
        <Question>{t('notices.title')}</Question>
        <p>{t('notices.lead')}</p>
        {refused !== null && <Notice tone="stop" title={t(`notices.error.${refused}`)} />}
        {done !== null && <Notice tone="note" title={done} />}
        <div className="desk__acts">
          <Button {...(adding ? {} : { kind: 'primary' })} icon="plus" onPress={() => open(null, true)}>
            {t('notices.add')}
          </Button>
          <Button icon="rotate-ccw" onPress={load} busy={busy}>
            {t('notices.reload')}
          </Button>
        </div>
        {notices !== null && notices.length === 0 && <p>{t('notices.none')}</p>}
        {notices !== null && notices.length > 0 && (
          <Choices
            label={t('notices.list')}
            labelHidden
            items={notices.map((one) => ({ id: one.id, label: one.russian, detail: [t(`notices.kind.${one.urgent ? 'urgent' : 'notice'}`), stateOf(one, now, t)].join(' · ') }))}
            selectedId={chosen}
            onSelect={(id) => open(id, false)}
          />
        )}
      </section>
      <section>
        {adding && <NewNotice onBack={() => setAdding(false)} onDone={() => after(t('notices.published'))} />}
        {!adding && current !== null && <OneNotice key={current.id} notice={current} onEnded={() => after(t('notices.ended'))} />}
      </section>
    </div>
  );
}

function stateOf({ from, until }: PublishedNotice, now: number, t: TFunction): string {
  if (until !== null && until <= now) return t('notices.state.over', { time: timeTyped(until) });
  if (from !== null && now < from) return t('notices.state.later', { time: timeTyped(from) });
  return until === null ? t('notices.state.now') : t('notices.state.until', { time: timeTyped(until) });
}
