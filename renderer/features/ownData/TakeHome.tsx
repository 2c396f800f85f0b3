import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';

/** The letter is on its way; the code stands here and nowhere else. */
export function TakeHome({ sent }: { sent: Output<'ownData.sendHome'> }): ReactNode {
  const { t } = useTranslation();
  const { back } = useRouter();
  return (
    <KioskScreen title={t('ownData.home.title')} dock={{ primary: { label: t('ownData.home.done'), icon: 'check', onPress: back } }}>
      <section className="homeCode" aria-labelledby="home-code">
        <h2 id="home-code">{t('ownData.home.code')}</h2>
        <p className="homeCode__digits num" aria-label={[...sent.code].join(' ')}>
          {sent.code.slice(0, 3)} {sent.code.slice(3)}
        </p>
        <p>{t('ownData.home.keep')}</p>
      </section>
      <ol className="homeSteps">
        <li>{t('ownData.home.letter', { email: sent.email })}</li>
        <li>{t('ownData.home.open', { count: sent.hours })}</li>
        <li>{t('ownData.home.save')}</li>
      </ol>
    </KioskScreen>
  );
}
