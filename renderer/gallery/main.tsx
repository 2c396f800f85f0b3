import { StrictMode, useEffect, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider, useTranslation } from 'react-i18next';
import '../ui/style.css';
import './gallery.css';
import { createI18n } from '../app/bothTexts.ts';
import { uiTexts } from '../app/uiTexts.ts';
import { Chips } from '../ui/Chips.tsx';
import { UiWords } from '../ui/uiWords.ts';
import { Actions } from './Actions.tsx';
import { Choices } from './Choices.tsx';
import { Desk } from './Desk.tsx';
import { Fields } from './Fields.tsx';
import { Papers } from './Papers.tsx';
import { States } from './States.tsx';
import { WholeProblem } from './WholeProblem.tsx';

const looks = [
  { id: 'kiosk normal', label: 'Киоск' },
  { id: 'kiosk accessible', label: 'Крупный вид' },
  { id: 'desk normal', label: 'Стойка' },
] as const;

/** Every component in every state, in each profile and view; `data-look` on the page tells the screenshots which one is shown. */
function Gallery(): ReactNode {
  const { t } = useTranslation();
  const [look, setLook] = useState<string>(looks[0].id);
  useEffect(() => {
    const [profile, view] = look.split(' ');
    document.documentElement.dataset['profile'] = profile;
    document.documentElement.dataset['view'] = view;
  }, [look]);
  return (
    <UiWords value={uiTexts(t)}>
      <main className="gallery" data-look={look}>
        <h1>Компоненты и состояния</h1>
        <Chips label="Вид" items={looks} selectedId={look} onSelect={setLook} />
        {look.startsWith('desk') ? (
          <Desk />
        ) : (
          <>
            <Actions />
            <Fields />
            <Choices />
            <Papers />
            <States />
          </>
        )}
      </main>
    </UiWords>
  );
}

/** The components, or one whole screen when the address names it. */
function Shown(): ReactNode {
  const [asked, setAsked] = useState(location.hash);
  useEffect(() => {
    const look = () => setAsked(location.hash);
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  return asked === '' ? <Gallery /> : <WholeProblem asked={asked} />;
}

const root = document.getElementById('root');
if (root === null) throw new Error('gallery.html has no #root');
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={createI18n('ru')}>
      <Shown />
    </I18nextProvider>
  </StrictMode>,
);
