import { StrictMode, useEffect, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider, useTranslation } from 'react-i18next';
import type { i18n } from 'i18next';
import type { FrameBridge, FrameState } from '../../shared/rpc/signInFrame.ts';
import { fitToWindow } from '../app/fitToWindow.ts';
import { createI18n } from '../app/bothTexts.ts';
import { uiTexts } from '../app/uiTexts.ts';
import '../ui/style.css';
import { UiWords } from '../ui/uiWords.ts';
import { SignInFrame } from './SignInFrame.tsx';

declare global {
  interface Window {
    readonly frame: FrameBridge;
  }
}

function Framed({ bridge, texts }: { bridge: FrameBridge; texts: i18n }): ReactNode {
  const { t } = useTranslation();
  const [state, setState] = useState<FrameState | null>(null);
  useEffect(() => bridge.onState(setState), [bridge]);
  const language = state?.language ?? 'ru';
  const accessible = state?.accessible ?? false;
  const isDesk = state !== null && !state.hasKeyboard;
  useEffect(() => {
    void texts.changeLanguage(language);
    document.documentElement.lang = language;
  }, [texts, language]);
  useEffect(() => {
    document.documentElement.dataset['view'] = accessible ? 'accessible' : 'normal';
  }, [accessible]);
  useEffect(() => {
    document.documentElement.dataset['profile'] = isDesk ? 'desk' : 'kiosk';
    return isDesk ? undefined : fitToWindow(window);
  }, [isDesk]);
  if (state === null) return null;
  return (
    <I18nProvider locale={language === 'ru' ? 'ru-RU' : 'en-GB'}>
      <UiWords value={uiTexts(t)}>
        <SignInFrame state={state} send={bridge.send} />
      </UiWords>
    </I18nProvider>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('signIn.html has no #root');
const texts = createI18n('ru');
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <Framed bridge={window.frame} texts={texts} />
    </I18nextProvider>
  </StrictMode>,
);
