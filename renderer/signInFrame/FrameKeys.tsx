import { useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FromFrame } from '../../shared/rpc/signInFrame.ts';
import { Button } from '../ui/Button.tsx';
import { KeyButton, KeyRows, layoutName } from '../ui/Keyboard.tsx';
import { nextLayout, type Layout } from '../ui/keyLayouts.ts';
import type { KeyboardState } from '../ui/keyboardState.ts';
import { UiWords } from '../ui/uiWords.ts';

/** The keyboard of the kiosk, writing into the foreign page. What is pressed goes out and is kept nowhere, here neither. */
export function FrameKeys({ low, send }: { low: boolean; send: (message: FromFrame) => void }): ReactNode {
  const { t } = useTranslation();
  const words = useContext(UiWords).keyboard;
  const noField = useRef(null);
  const [layout, setLayout] = useState<Layout | null>('email');
  const [shifted, setShifted] = useState(false);
  const keyboard = useMemo(
    (): KeyboardState => ({
      layout,
      shifted,
      target: noField,
      show: setLayout,
      switchTo: setLayout,
      setShifted,
      hide: () => setLayout(null),
      elsewhere: (text) => send(text === null ? { type: 'erase' } : { type: 'text', text }),
    }),
    [layout, shifted, send],
  );
  if (layout === null) {
    return (
      <div className="frame__foot">
        <Button icon="pencil" onPress={() => setLayout('email')}>
          {t('esia.frame.keyboard')}
        </Button>
      </div>
    );
  }
  return (
    <section className="keys" aria-label={`${words.label}, ${layoutName(layout, words)}`}>
      <KeyRows keyboard={keyboard} layout={layout} low={low} />
      {low && (
        <div className="keys__row">
          <KeyButton cap={{ kind: 'layout', to: nextLayout(layout) }} keyboard={keyboard} />
          <KeyButton cap={{ kind: 'erase' }} keyboard={keyboard} />
          <KeyButton cap={{ kind: 'hide' }} keyboard={keyboard} />
        </div>
      )}
    </section>
  );
}
