import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingOffer } from '../../../shared/features/waiting.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Outcome } from '../../ui/Outcome.tsx';
import { whenWords } from '../../words/day.ts';
import { upperFirst } from '../../words/local.ts';
import { shortName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';

interface AnsweredProps {
  readonly how: 'accept' | 'decline' | 'gone';
  readonly offer: WaitingOffer | null;
  /** Whether the centre has said so already. */
  readonly sent: boolean;
}

/** What has become of an offer, and where to go on. */
export function Answered({ how, offer, sent }: AnsweredProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const words = how === 'gone' ? 'gone' : !sent ? 'waiting' : how === 'accept' ? 'accepted' : 'declined';
  const go = (name: 'visits' | 'waitingList') => {
    // The answer is given: «Назад» must not lead to the question.
    router.home();
    router.go({ name: 'cabinet' });
    router.go({ name });
  };
  return (
    <KioskScreen
      className="kiosk--outcome"
      title={t(`waiting.offer.${words}`)}
      dock={{
        back: { label: t('waiting.offer.toList'), icon: 'bell-ring', onPress: () => go('waitingList') },
        primary: { label: t('waiting.offer.toVisits'), icon: 'calendar-days', onPress: () => go('visits') },
      }}
    >
      <Outcome tone={words === 'accepted' ? 'sure' : words === 'gone' ? 'stop' : 'ask'} {...(words === 'declined' ? { icon: 'check' } : {})}>
        {offer !== null && how === 'accept' && (
          <p>
            <b>{spoken(`${upperFirst(whenWords(offer.startsAt, today, language))}, ${shortName(offer.doctor)}`, language)}</b>
          </p>
        )}
        <p>{t(`waiting.offer.${words}Next`)}</p>
      </Outcome>
    </KioskScreen>
  );
}
