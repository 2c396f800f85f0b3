import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Advice } from '../../../shared/features/orders.ts';
import { useLanguage } from '../../app/i18n.ts';
import { adviceFor, adviceSentence, type ServiceNames } from '../../words/orders.ts';
import { spoken } from '../../words/Spoken.tsx';

/** What to do before the visit, each with the services it is for. */
export function Preparation({ advice, names }: { advice: readonly Advice[]; names: ServiceNames }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  if (advice.length === 0) return <p className="advice">{t('orders.cart.noAdvice')}</p>;
  return (
    <div className="advice">
      <ol>
        {advice.map((one, index) => {
          const services = adviceFor(t, one, names);
          return (
            <li key={index}>
              <b>{spoken(adviceSentence(t, one, language), language)}</b>
              <small>{services === null ? t('orders.cart.forAll') : spoken(t('orders.cart.forWhich', { names: services }), language)}</small>
            </li>
          );
        })}
      </ol>
      <p>{t('orders.cart.doctorFirst')}</p>
    </div>
  );
}
