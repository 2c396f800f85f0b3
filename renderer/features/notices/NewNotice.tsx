import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { noticeTextFault } from '../../../shared/lib/noticeRules.ts';
import { call } from '../../app/client.ts';
import { useNow } from '../../app/clock.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { NoticePreview, type Words } from './NoticePreview.tsx';
import { typedTime } from './typedTime.ts';
import { useNoticeAsk } from './useNoticeAsk.ts';

const kinds = ['notice', 'urgent'] as const;
const empty = { russian: '', english: '', from: '', until: '' };
type Field = keyof typeof empty;

/** Row D5: what every first screen will say, with the look of it beside the words. */
export function NewNotice({ onBack, onDone }: { onBack: () => void; onDone: () => void }): ReactNode {
  const { t } = useTranslation();
  const now = useNow();
  const [typed, setTyped] = useState(empty);
  const [urgent, setUrgent] = useState(false);
  // The answer may be lost; said again under the same number it is the same notice.
  const [noticeId, setNoticeId] = useState(() => crypto.randomUUID());
  const { busy, refused, ask, refuse } = useNoticeAsk();
  const words: Words = { russian: typed.russian, english: typed.english, urgent };

  const changed = () => {
    setNoticeId(crypto.randomUUID());
    refuse(null);
  };
  const publish = () => {
    const russian = noticeTextFault(typed.russian);
    if (russian !== null) return refuse(`russian_${russian}`);
    const english = typed.english.trim() === '' ? null : noticeTextFault(typed.english);
    if (english !== null) return refuse(`english_${english}`);
    const [from, until] = [typedTime(typed.from), typedTime(typed.until)];
    if (from === null) return refuse('from_wrong');
    if (until === null) return refuse('until_wrong');
    if (until.at !== null && until.at <= now) return refuse('until_over');
    if (until.at !== null && from.at !== null && until.at <= from.at) return refuse('until_first');
    ask(async () => {
      await call('notices.publish', { noticeId, russian: typed.russian.trim(), english: typed.english.trim() === '' ? null : typed.english.trim(), urgent, from: from.wire, until: until.wire });
      onDone();
    });
  };
  const aboutField = (name: Field) => refused !== null && (refused.startsWith(`${name}_`) || (name === 'until' && refused === 'notice_over'));
  const field = (name: Field, first = false) => (
    <TextField
      label={t(`notices.new.${name}`)}
      hint={t(`notices.new.${name}Hint`)}
      value={typed[name]}
      onChange={(text) => {
        setTyped({ ...typed, [name]: text });
        changed();
      }}
      layout={name === 'english' ? 'latin' : 'ru'}
      maxLength={name === 'russian' || name === 'english' ? 1_000 : 20}
      {...(first ? { autoFocus: true } : {})}
      {...(aboutField(name) ? { error: t(`notices.error.${refused ?? ''}`) } : {})}
      onEnter={publish}
    />
  );
  const isAboutField = (['russian', 'english', 'from', 'until'] as const).some(aboutField);
  return (
    <>
      <h2>{t('notices.new.title')}</h2>
      {field('russian', true)}
      {field('english')}
      <Choices
        label={t('notices.new.kind')}
        items={kinds.map((id) => ({ id, label: t(`notices.kind.${id}`), detail: t(`notices.kindDetail.${id}`) }))}
        selectedId={urgent ? 'urgent' : 'notice'}
        onSelect={(id) => {
          setUrgent(id === 'urgent');
          changed();
        }}
      />
      <div className="notices__hours">
        {field('from')}
        {field('until')}
      </div>
      <NoticePreview words={words} isTyped />
      {refused !== null && !isAboutField && <Notice tone="stop" title={t(`notices.error.${refused}`)} />}
      <div className="desk__acts">
        <Button kind="primary" icon="check" onPress={publish} busy={busy} busyLabel={t('notices.new.busy')}>
          {t('notices.new.publish')}
        </Button>
        <Button onPress={onBack}>{t('shell.back')}</Button>
      </div>
    </>
  );
}
