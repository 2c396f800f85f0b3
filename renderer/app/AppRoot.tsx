import type { i18n } from 'i18next';
import { useEffect, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { UiWords } from '../ui/uiWords.ts';
import { AppContext, type App } from './appContext.ts';
import { ScreenGuard } from './ScreenGuard.tsx';
import { leave } from './session.ts';
import { uiTexts } from './uiTexts.ts';

/** Hands everything down and keeps the document's language and view right. */
export function AppRoot({ app, texts, children }: { app: App; texts: i18n; children: ReactNode }): ReactNode {
  const { language, view } = useStore(app.view);
  useEffect(() => {
    void texts.changeLanguage(language);
    document.documentElement.lang = language;
  }, [texts, language]);
  useEffect(() => {
    document.documentElement.dataset['view'] = view;
  }, [view]);
  return (
    <AppContext value={app}>
      <I18nextProvider i18n={texts}>
        <I18nProvider locale={language === 'ru' ? 'ru-RU' : 'en-GB'}>
          <ScreenGuard onLeave={() => leave(app, 'left')}>
            <Words>{children}</Words>
          </ScreenGuard>
        </I18nProvider>
      </I18nextProvider>
    </AppContext>
  );
}

function Words({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  return <UiWords value={uiTexts(t)}>{children}</UiWords>;
}
