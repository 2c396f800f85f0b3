import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import { ClockTime } from '../../app/ClockTime.tsx';
import { call, useRead } from '../../app/client.ts';
import { LineState } from '../../app/LineState.tsx';
import { Mark } from '../../app/Mark.tsx';
import { useViewStore } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { DeskFrame } from '../../ui/DeskFrame.tsx';
import { CasesTab } from './CasesTab.tsx';
import { DeskSignIn } from './DeskSignIn.tsx';
import { DeskStart, type Member } from './DeskStart.tsx';
import { PatientsTab } from './PatientsTab.tsx';
import { useDeskKeys } from './useDeskKeys.ts';
import { useTouched } from './useTouched.ts';

const tabNames = ['start', 'patients', 'cases'] as const;
type Tab = (typeof tabNames)[number];

/** What other features show on a found person's card, below what is the desk's own. Put together in the app: features do not know each other. */
export type AboutPerson = (patient: FoundPatient) => ReactNode;

/** Everything of a place of staff (row R9): who is not signed in sees one form. */
export function DeskScreens({ aboutPerson }: { aboutPerson?: AboutPerson }): ReactNode {
  const { t } = useTranslation();
  const me = useRead('staff.me', {}).data;
  const { language, setLanguage } = useViewStore();
  const [tab, setTab] = useState<Tab>('start');
  const member = me?.member ?? null;
  useTouched(member !== null);
  useEffect(() => {
    // The next person begins at the beginning.
    if (member === null) setTab('start');
  }, [member]);

  const signOut = () => {
    call('staff.signOut', {}).catch(() => undefined);
  };
  const other = language === 'ru' ? 'en' : 'ru';
  // Without the server's word on who they are nothing of other people can be asked for.
  const open: readonly Tab[] = member === null ? [] : member.mode === 'offline' ? ['start'] : tabNames;
  const tabs = open.map((id, at) => ({ id, label: t(`staff.tab.${id}`), keyName: `F${String(at + 1)}` }));
  const keys = [
    ...tabs.map(({ id, label, keyName }) => ({ keyName, label, onPress: () => setTab(id) })),
    { keyName: 'F9', label: other === 'en' ? 'English' : 'Русский', onPress: () => setLanguage(other) },
    ...(member === null ? [] : [{ keyName: 'F10', label: t('staff.signOut'), onPress: signOut }]),
  ];
  useDeskKeys(keys);
  return (
    <DeskFrame
      mark={<Mark onDeep />}
      navLabel={t('staff.nav')}
      tabs={tabs}
      current={member === null ? null : tab}
      onTab={(id) => setTab(tabNames.find((one) => one === id) ?? 'start')}
      keys={keys}
      keysLabel={t('staff.keys')}
      end={
        <>
          <LineState />
          {member !== null && (
            <p className="deskbar__who">
              <span lang="ru">{member.name}</span>
              <small>{t(`staff.role.${member.role}`)}</small>
            </p>
          )}
          {member !== null && (
            <Button icon="log-out" onPress={signOut}>
              {t('staff.signOut')}
            </Button>
          )}
          <ClockTime />
        </>
      }
    >
      {me === undefined ? null : member === null ? <DeskSignIn ended={me.ended} /> : <Page tab={tab} member={member} onSignOut={signOut} aboutPerson={aboutPerson} />}
    </DeskFrame>
  );
}

function Page({ tab, member, onSignOut, aboutPerson }: { tab: Tab; member: Member; onSignOut: () => void; aboutPerson: AboutPerson | undefined }): ReactNode {
  if (member.mode === 'online' && tab === 'patients') return <PatientsTab aboutPerson={aboutPerson} />;
  if (member.mode === 'online' && tab === 'cases') return <CasesTab />;
  return <DeskStart member={member} onSignOut={onSignOut} />;
}
