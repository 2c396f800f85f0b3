import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/style.css';
import { AppRoot } from './app/AppRoot.tsx';
import { CurrentScreen } from './app/CurrentScreen.tsx';
import { createApp } from './app/createApp.ts';
import { fitToWindow } from './app/fitToWindow.ts';
import { IdleGuard } from './app/idle/IdleGuard.tsx';
import { createTexts } from './app/texts.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

fitToWindow(window);
const { texts, fetchLanguage } = createTexts();
const app = createApp(window.kabinet, () => Date.now(), () => crypto.randomUUID(), fetchLanguage);
createRoot(root).render(
  <StrictMode>
    <AppRoot app={app} texts={texts}>
      <CurrentScreen />
      <IdleGuard />
    </AppRoot>
  </StrictMode>,
);
