import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import { Row, Rows } from '../../ui/Rows.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { inLanguage, languageOf } from '../../words/local.ts';

/** R1: the copies of what this patient has signed, the newest first. Nothing where there are none. */
export function SignedCopies(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { go } = useRouter();
  const isPatient = useRead('identity.me', {}).data?.role === 'patient';
  const papers = useRead('papers.mine', isPatient ? {} : null).data?.papers ?? [];
  if (papers.length === 0) return null;
  return (
    <section className="given">
      <h2>{t('papers.mine')}</h2>
      <Rows>
        {papers.map(({ binaryId, title, at, version }) => (
          <Row
            key={binaryId}
            icon="scan-line"
            title={
              <>
                {t('papers.open')}: <span lang={languageOf(title, language)}>{inLanguage(title, language)}</span>
              </>
            }
            detail={t('papers.signed', { day: dayMonthYear(dayOf(at), language), version })}
            onPress={() => go({ name: 'paper', binaryId, title })}
          />
        ))}
      </Rows>
    </section>
  );
}
