import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/features/slips.ts';
import { Icon } from '../../ui/Icon.tsx';

const things = ['bringPassport', 'bringTests', 'bringPolicy', 'bringMedicines'] as const;

/** Under the slip: what to bring when it is sure, what will happen when it is not. */
export function NextSteps({ state, slip }: { state: 'sure' | 'ask' | 'refused'; slip: Slip }): ReactNode {
  const { t } = useTranslation();
  if (state === 'refused') return <p className="lead">{t('slips.screen.refusedNext')}</p>;
  if (state === 'sure') {
    return (
      <>
        <h2 className="after">{t('slips.screen.bring')}</h2>
        <ul className="todo todo--two">
          {things.map((thing) => (
            <li key={thing}>
              <Icon name="check" />
              <span>{t(`slips.screen.${thing}`)}</span>
            </li>
          ))}
        </ul>
      </>
    );
  }
  const steps = [t(slip.line === 'down' ? 'slips.screen.nextSendDown' : 'slips.screen.nextSend'), t('slips.screen.nextTaken'), t('slips.screen.nextCall', { phone: slip.clinic.phone })];
  return (
    <>
      <h2 className="after">{t('slips.screen.whatNext')}</h2>
      <ol className="todo">
        {steps.map((step, index) => (
          <li key={step}>
            <i>{index + 1}</i>
            <span>{step}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
