import { cleanup, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it } from 'vitest';
import { createTexts } from '../../../../renderer/app/texts.ts';
import { ProblemScreen } from '../../../../renderer/features/device/ProblemScreen.tsx';

afterEach(cleanup);

it('H41 K6 the screen of a device that cannot work says where to go in both languages, though nobody has asked for the second one', () => {
  const { texts } = createTexts();
  expect(texts.hasResourceBundle('en', 'translation')).toBe(false);
  render(
    <I18nextProvider i18n={texts}>
      <ProblemScreen problem="key_missing" profile="kiosk" device={null} />
    </I18nextProvider>,
  );
  expect(screen.getByRole('heading', { level: 1 }).textContent?.replaceAll('\u00a0', ' ')).toBe('Киоск сейчас не работает');
  const other = document.querySelector<HTMLElement>('[lang="en"]');
  expect(other?.textContent).toMatch(/^This\skiosk .*reception/s);
});
