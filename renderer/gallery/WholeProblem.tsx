import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fitToWindow } from '../app/fitToWindow.ts';
import { DeviceProblem } from '../../shared/features/device.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import { ProblemScreen } from '../features/device/ProblemScreen.tsx';

/** One recovery screen as a device shows it: `#problem=key_missing&profile=kiosk&language=ru`. */
export function WholeProblem({ asked: fragment }: { asked: string }): ReactNode {
  const { i18n } = useTranslation();
  const asked = new URLSearchParams(fragment.slice(1));
  useEffect(() => fitToWindow(window), []);
  const language = asked.get('language') ?? 'ru';
  useEffect(() => {
    document.documentElement.setAttribute('lang', language);
    void i18n.changeLanguage(language);
  }, [i18n, language]);
  const problem = DeviceProblem.safeParse(asked.get('problem'));
  const profile = Profile.safeParse(asked.get('profile'));
  if (!problem.success || !profile.success) return null;
  return <ProblemScreen problem={problem.data} profile={profile.data} device={{ code: 'К03', installation: '7F3A12C9' }} />;
}
