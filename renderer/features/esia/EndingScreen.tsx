import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EsiaEnding } from '../../../shared/features/esia.ts';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { Button } from '../../ui/Button.tsx';
import { Outcome } from '../../ui/Outcome.tsx';

export type Ending = EsiaEnding | 'esia_off';

/** Trying again would bring the same answer: the way on is another one. */
const final: readonly Ending[] = ['esia_unconfirmed', 'esia_child', 'esia_ask_reception', 'locked', 'esia_off'];
const withoutPassword = ['failed', 'esia_declined', 'esia_unconfirmed', 'esia_unavailable', 'esia_off'] as const satisfies readonly Ending[];
const atReception: readonly Ending[] = ['esia_child', 'esia_ask_reception', 'locked'];

interface EndingProps {
  readonly ending: Ending;
  readonly onAgain: () => void;
  readonly onBack: () => void;
  readonly onOther?: () => void;
  /** The clinic lets nobody in by password: the sentence names another way. */
  readonly only?: boolean;
}

/** What became of a sign-in that did not come about: a sentence, and always a way on. */
export function EndingScreen({ ending, onAgain, onBack, onOther, only = false }: EndingProps): ReactNode {
  const { t } = useTranslation();
  const device = useRead('device.state', {}).data;
  const isFinal = final.includes(ending);
  const without = only ? withoutPassword.find((one) => one === ending) : undefined;
  const phone = device?.state === 'ready' ? device.phone.replaceAll(' ', '\u00a0').replaceAll('-', '\u2011') : null;
  return (
    <KioskScreen
      title={t(`esia.ending.${ending}.title`)}
      dock={{
        back: { label: t('esia.ending.back'), icon: 'arrow-left', onPress: onBack },
        ...(isFinal ? (onOther === undefined ? {} : { primary: { label: t('esia.ending.other'), onPress: onOther } }) : { primary: { label: t('esia.ending.again'), icon: 'rotate-ccw', onPress: onAgain } }),
      }}
    >
      <Outcome tone={ending === 'cancelled' || ending === 'timed_out' ? 'ask' : 'stop'}>
        <p className="lead">{without === undefined ? t(`esia.ending.${ending}.text`) : t(`esia.endingOnly.${without}`)}</p>
        {atReception.includes(ending) && phone !== null && <p className="lead">{t('device.help.call', { phone })}</p>}
      </Outcome>
      {!isFinal && onOther !== undefined && (
        <div className="esia__more">
          <Button icon="key-round" onPress={onOther}>
            {t('esia.ending.other')}
          </Button>
        </div>
      )}
    </KioskScreen>
  );
}
