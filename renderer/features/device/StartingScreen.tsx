import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StillPage } from './StillPage.tsx';

/** A fresh window waits about a third of a second for its backend: words that flash by would only worry people. */
export function StartingScreen(): ReactNode {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 900);
    return () => clearTimeout(timer);
  }, []);
  return late ? <StillPage title={t('device.starting.title')} text={t('device.starting.text')} /> : <div className="kiosk kiosk--still" aria-busy="true" />;
}
