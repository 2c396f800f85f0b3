import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { FieldsScreen } from './FieldsScreen.tsx';
import type { Overview } from './useOverview.ts';
import { useProof } from './useProof.ts';
import './account.css';

/** First what ends and what stays, then the password and one button that names the deed. */
export function CloseAccount({ overview }: { overview: Overview }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const { reads } = useApp();
  const accessible = useView() === 'accessible';
  const forget = useDraft((draft) => draft.forget);
  const proof = useProof(overview);
  const [sure, setSure] = useState(false);
  if (sure) {
    return (
      <FieldsScreen
        title={t('account.close.sureTitle')}
        lead={[t('account.close.sureLead'), proof.lead.lead].filter(Boolean).join(' ')}
        fields={proof.fields.map((field) => ({ ...field, hintLow: t('account.close.sureLead') }))}
        submit={{ label: t('account.close.submit'), busyLabel: t('account.close.busy'), icon: 'x' }}
        about={{ wrong_password: 'current' }}
        ways={proof.ways}
        onSubmit={async () => {
          await call('account.close', { current: proof.current });
          proof.forget();
          forget();
          // The page of whose sign-in is over comes when that has been read.
          reads.changed(() => true);
        }}
        onBack={() => setSure(false)}
      />
    );
  }
  return (
    <KioskScreen
      title={t('account.close.title')}
      lead={t('account.close.lead')}
      dock={{
        back: { label: t('account.close.keep'), onPress: router.back },
        primary: { label: t('account.next'), ...(accessible ? {} : { icon: 'arrow-right' }), onPress: () => setSure(true) },
      }}
    >
      <LineNotice title={t('account.offline')} />
      <Changes icon="x" title={t('account.close.stops')} items={['stopsLogin', 'stopsSessions', 'stopsCodes']} />
      <Changes icon="check" title={t('account.close.stays')} items={['staysRecords', 'staysVisits', 'staysAgain']} />
    </KioskScreen>
  );
}

function Changes({ icon, title, items }: { icon: 'x' | 'check'; title: string; items: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="account__changes">
      <h2>{title}</h2>
      <ul>
        {items.map((item) => (
          <li key={item}>
            <Icon name={icon} />
            <span>{t(`account.close.${item}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
