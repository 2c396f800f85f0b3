import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceProblem, NamedDevice } from '../../../shared/features/device.ts';
import type { Profile } from '../../../shared/rpc/shell.ts';
import { device as english } from '../../locales/en/device.ts';
import { device as russian } from '../../locales/ru/device.ts';
import { Icon } from '../../ui/Icon.tsx';
import { MarkSign } from '../../ui/MarkSign.tsx';
import { tieAll } from '../../words/tie.ts';
import { ways } from './problemSteps.ts';
import './problem.css';

interface ProblemScreenProps {
  readonly problem: DeviceProblem;
  readonly profile: Profile;
  readonly device: NamedDevice | null;
}

/** Above, for patients: where to go. Below, for staff: what it is, that nothing has been touched, and what to do step by step. */
export function ProblemScreen({ problem, profile, device }: ProblemScreenProps): ReactNode {
  const { t, i18n } = useTranslation();
  const isEnglish = i18n.language === 'en';
  const place = profile === 'kiosk' ? 'kiosk' : 'desk';
  // Nobody can choose a language here, so patients read both: these two sentences do not wait for the rest of their language.
  const other = tieAll((isEnglish ? russian : english).problem.kiosk);
  const { steps, untouched, again } = ways[problem];
  return (
    <div className="kiosk problem">
      <main>
        <MarkSign />
        <h1>{t(`device.problem.${place}.title`)}</h1>
        <p className="lead">{t(`device.problem.${place}.text`)}</p>
        {place === 'kiosk' && (
          <div className="problem__other" lang={isEnglish ? 'ru' : 'en'}>
            <b>{other.title}</b>
            <p>{other.text}</p>
          </div>
        )}
      </main>
      <section className="problem__staff" aria-labelledby="problem-head">
        <p className="problem__for">{t('device.problem.forStaff')}</p>
        <h2 id="problem-head">{t(`device.problem.${problem}.head`)}</h2>
        <p>{t(`device.problem.${problem}.why`)}</p>
        {untouched && (
          <p className="problem__safe">
            <Icon name="shield-check" />
            <span>{t('device.problem.untouched')}</span>
          </p>
        )}
        <ol>
          {steps.map((step) => (
            <li key={step}>{t(`device.step.${step}`)}</li>
          ))}
        </ol>
        {again && <p>{t('device.problem.again')}</p>}
        <dl>
          {device !== null && (
            <div>
              <dt>{t('device.problem.device')}</dt>
              <dd className="nb">{[device.code, device.installation].filter((part) => part !== null).join(' · ')}</dd>
            </div>
          )}
          <div>
            <dt>{t('device.problem.code')}</dt>
            <dd className="nb">{problem}</dd>
          </div>
        </dl>
      </section>
    </div>
  );
}
