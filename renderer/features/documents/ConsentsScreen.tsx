import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenConsent } from '../../../shared/features/documents.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { inLanguage, languageOf } from '../../words/local.ts';
import { useMine } from './useMine.ts';
import './documents.css';

/** D3 «Мои согласия»: what was signed, for what, and the way to take it back. */
export function ConsentsScreen({ copies }: { /** The copies of what was signed (R1). */ copies?: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const language = useLanguage();
  const names = useRead('documents.current', {}).data?.inForce ?? [];
  const consents = useMine('consents');
  const consent = consents?.find(({ kind }) => kind === 'consent');
  const active = consent !== undefined && (consent.state === 'given' || consent.state === 'sending');
  // D3: what was taken back may be given again, without waiting for the next sign-in.
  const toSign = useRead('documents.pending', consents === undefined ? null : {}).data?.pending ?? [];
  const again = consent !== undefined && !active && toSign.length > 0;
  const titleOf = (kind: GivenConsent['kind']) => {
    const title = names.find((name) => name.kind === kind)?.title;
    return title === undefined ? t(`documents.step.${kind}`) : <span lang={languageOf(title, language)}>{inLanguage(title, language)}</span>;
  };
  return (
    <KioskScreen
      title={t('documents.mine.title')}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back },
        primary: again
          ? { label: t('documents.mine.again'), icon: 'check', onPress: () => router.go({ name: 'documents', purpose: 'renew', then: { name: 'consents' } }) }
          : { label: t('documents.mine.withdraw'), icon: 'x', onPress: () => router.go({ name: 'withdraw' }), ...(active ? {} : { disabledReason: t('documents.mine.withdrawOff') }) },
      }}
    >
      {consents?.length === 0 && <Empty title={t('documents.mine.none')}>{t('documents.mine.noneNext')}</Empty>}
      {consents !== undefined && consents.length > 0 && (
        <Rows>
          {consents.map(({ kind, state, version, acceptedAt, documentId }) => (
            <Row
              key={kind}
              icon="file-text"
              title={titleOf(kind)}
              detail={t(`documents.mine.state.${state}`, { version, day: dayMonthYear(dayOf(acceptedAt), language) })}
              {...(documentId === null ? {} : { onPress: () => router.go({ name: 'documents', purpose: 'read', kind, documentId, then: { name: 'consents' } }) })}
            />
          ))}
        </Rows>
      )}
      {copies}
      {active && consent.purposes.length > 0 && <Purposes consent={consent} />}
      {consents !== undefined && <p className="given given__paper">{t('documents.mine.paper')}</p>}
    </KioskScreen>
  );
}

function Purposes({ consent }: { consent: GivenConsent }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section className="given">
      <h2>{t('documents.mine.purposes')}</h2>
      <ul>
        {consent.purposes.map(({ code, name, state }) => (
          <li key={code}>
            <b lang={languageOf(name, language)}>{inLanguage(name, language)}</b>
            <span>{t(`documents.mine.purpose.${state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
