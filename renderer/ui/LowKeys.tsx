import { useContext, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { KeyButton, KeyRows, layoutName } from './Keyboard.tsx';
import { nextLayout } from './keyLayouts.ts';
import type { KeyboardState } from './keyboardState.ts';
import type { Dock } from './layout.ts';
import { LowPrimary, LowService, type ServiceAction } from './LowPad.tsx';
import { UiWords } from './uiWords.ts';

/** One field a screen: its keyboard, back, and going on, all below the line. */
export function LowKeys({ keyboard, dock, service }: { keyboard: KeyboardState; dock: Dock; service: readonly ServiceAction[] }): ReactNode {
  const words = useContext(UiWords);
  const layout = keyboard.layout ?? 'email';
  return (
    <nav className="low__pad low__pad--keys" aria-label={`${words.keyboard.label}, ${layoutName(layout, words.keyboard)}`}>
      <KeyRows keyboard={keyboard} layout={layout} low />
      <div className="low__row">
        {dock.back !== undefined && (
          <Button className="big" onPress={dock.back.onPress}>
            {dock.back.label}
          </Button>
        )}
        <KeyButton className="btn big" cap={{ kind: 'layout', to: nextLayout(layout) }} keyboard={keyboard} />
        <KeyButton className="btn big" cap={{ kind: 'erase' }} keyboard={keyboard} />
        {dock.primary !== undefined && <LowPrimary action={dock.primary} />}
      </div>
      <LowService service={service} />
    </nav>
  );
}
