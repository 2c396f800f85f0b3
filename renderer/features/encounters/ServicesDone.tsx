import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceDone, VisitRecord } from '../../../shared/features/encounters.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { useLanguage } from '../../app/i18n.ts';
import { languageOf } from '../../words/local.ts';
import { priceWords, quantityWords, serviceWords } from './words.ts';

/** What was done, each with what it cost. */
export function ServicesDone({ services }: { services: readonly ServiceDone[] }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  if (services.length === 0) return <p className="done__none">{t('encounters.services.none')}</p>;
  return (
    <ul className="done" aria-label={t('encounters.services.title')}>
      {services.map((service) => (
        <li key={service.chargeId}>
          <p>
            <b lang={languageOf(service.name, language)}>{serviceWords(t, service, language)}</b>
            {service.quantity !== null && <span className="nb">{quantityWords(service, language)}</span>}
          </p>
          <p className={service.kopecks === null ? 'done__price done__price--none' : 'done__price num'}>{priceWords(t, service)}</p>
        </li>
      ))}
    </ul>
  );
}

/** To the kopeck, or a word why there is none. */
export function Total({ record: { total, services, omitted } }: { record: VisitRecord }): ReactNode {
  const { t } = useTranslation();
  if (services.length === 0) return null;
  return (
    <div className="done__total">
      {total === null ? (
        <p>{t('encounters.services.noTotal')}</p>
      ) : (
        <>
          <p>{t('encounters.services.total')}</p>
          <p className="num">
            <b>{inRoubles(total)}</b>
          </p>
        </>
      )}
      {omitted > 0 && <small>{t('encounters.omitted', { count: omitted })}</small>}
    </div>
  );
}
