import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { ClockWrong } from '../../app/ClockWrong.tsx';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { inLanguage } from '../../words/local.ts';
import { spoken } from '../../words/Spoken.tsx';
import { PasswordForm } from './PasswordForm.tsx';

export type Member = NonNullable<Output<'staff.me'>['member']>;

/** Where a shift begins: what this place is, and whether the centre hears it. */
export function DeskStart({ member, queue, onSignOut }: { member: Member; queue: ReactNode; onSignOut: () => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const [changing, setChanging] = useState(false);
  const [isBackHere, setIsBackHere] = useState(false);
  const device = useRead('device.state', {}).data;
  const sync = useRead('sync.status', {}).data;
  const ready = device?.state === 'ready' ? device : null;
  const isBack = member.mode === 'offline' && sync?.line === 'up';
  const facts = [
    ...(ready === null ? [] : [{ label: t('staff.start.place'), value: spoken(inLanguage(ready.office, language), language), detail: ready.code }]),
    { label: t('staff.start.you'), value: <span lang="ru">{member.name}</span>, detail: t(`staff.role.${member.role}`) },
    ...(sync === undefined
      ? []
      : [
          {
            label: t('staff.start.line'),
            value: sync.line === 'up' ? t('shell.line.up') : t('shell.line.down'),
            detail: sync.lastContactAt === null ? '' : t('staff.start.contact', { time: clockOf(sync.lastContactAt) }),
          },
          { label: t('staff.start.unsent'), value: String(sync.unsent), detail: sync.aside === 0 ? '' : t('staff.start.aside', { count: sync.aside }) },
        ]),
  ];
  return (
    <div className="desk__column">
      <Question>{t('staff.start.title')}</Question>
      {member.mode === 'offline' && (
        <Notice tone="wait" title={t(isBack ? 'staff.start.isBack' : 'staff.start.offline')}>
          {t(isBack ? 'staff.start.isBackText' : 'staff.start.offlineText')}
        </Notice>
      )}
      {member.limited && !isBack && <Notice tone="stop" title={t('staff.start.limited')}>{t('staff.start.limitedText')}</Notice>}
      {isBack && (
        <div className="desk__acts">
          <Button kind="primary" onPress={onSignOut}>
            {t('staff.start.again')}
          </Button>
        </div>
      )}
      <ClockWrong />
      <Facts facts={facts} />
      {member.mode === 'online' && !changing && (
        <div className="desk__acts">
          <Button icon="key-round" autoFocus={isBackHere} onPress={() => setChanging(true)}>
            {t('staff.password.start')}
          </Button>
        </div>
      )}
      {member.mode === 'online' && changing && (
        <PasswordForm
          onBack={() => {
            setChanging(false);
            setIsBackHere(true);
          }}
        />
      )}
      {queue}
    </div>
  );
}
