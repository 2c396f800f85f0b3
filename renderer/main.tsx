import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/style.css';
import { AppRoot } from './app/AppRoot.tsx';
import { createApp } from './app/createApp.ts';
import { fitToWindow } from './app/fitToWindow.ts';
import { createI18n } from './app/i18n.ts';
import { IdleGuard } from './app/idle/IdleGuard.tsx';
import { CurrentScreen } from './app/screens.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

fitToWindow(window);
const app = createApp(window.kabinet, () => Date.now(), () => crypto.randomUUID());
createRoot(root).render(
  <StrictMode>
    <AppRoot app={app} texts={createI18n('ru')}>
      <CurrentScreen />
      <IdleGuard />
    </AppRoot>
  </StrictMode>,
);
