import { useEffect, useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useOnceSignedIn } from './useOnceSignedIn.ts';
import { usePhonePage } from './usePhonePage.ts';
import './registration.css';

/** R8: the rest is typed on one's own telephone. The same sign stands on both screens, so that nobody goes on with a stranger's page. */
export function OnPhoneScreen({ step }: { step: 'form' | 'password' }): ReactNode {
  useOnceSignedIn();
  const { t } = useTranslation();
  const { back } = useRouter();
  const { router } = useApp();
  const accessible = useView() === 'accessible';
  const page = useDraft((draft) => draft.registering.phonePage);
  const end = useDraft((draft) => draft.endRegistering);
  const { state, refusal, renew } = usePhonePage(step);
  useEffect(() => {
    if (state !== 'done') return;
    end();
    const { backTo, replace } = router.getState();
    backTo('signIn');
    const page = router.getState().stack.at(-1);
    if (page?.name === 'signIn') replace({ ...page, reason: 'phoneDone' });
  }, [state, end, router]);

  const sign = useId();
  const over = state === 'gone';
  const again = { label: t('registration.phone.again'), icon: 'rotate-ccw', onPress: renew };
  const leave = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: back };
  return (
    <KioskScreen title={t('registration.phone.title')} lead={t('registration.phone.lead')} dock={over || (refusal !== null && page === null) ? { back: leave, primary: again } : { primary: leave }}>
      {refusal !== null && <Notice tone="stop" title={t(`registration.error.${refusal}`)} />}
      {over && <Notice tone="wait" title={t('registration.phone.gone')} />}
      {page === null || state === 'preparing' ? (
        refusal === null && <Skeleton lines={4} label={t('registration.phone.preparing')} />
      ) : (
        !over && (
          <section className="phone">
            <Qr text={page.url} label={t('registration.phone.qr')} size={460} />
            <div className="phone__match" role="group" aria-labelledby={`${sign}a ${sign}b`}>
              <p id={`${sign}a`}>{t('registration.phone.match')}</p>
              {/* It ends with a Russian letter, on the telephone too. */}
              <strong id={`${sign}b`} lang="ru">
                {page.matchCode}
              </strong>
            </div>
            <p className="phone__state" role="status">
              <Icon name={state === 'opened' ? 'check' : 'hourglass'} />
              {t(state === 'opened' ? 'registration.phone.opened' : 'registration.phone.waiting')}
            </p>
            <p className="soft">{t('registration.phone.free')}</p>
          </section>
        )
      )}
    </KioskScreen>
  );
}
