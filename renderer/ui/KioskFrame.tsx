import { useRef, type ReactNode } from 'react';
import { DockBar } from './DockBar.tsx';
import { Keyboard } from './Keyboard.tsx';
import { KeyboardContext, useKeyboardState } from './keyboardState.ts';
import type { Dock } from './layout.ts';
import { Question } from './Question.tsx';
import { Steps, type StepMark } from './Steps.tsx';
import { useRoom } from './useRoom.ts';

export interface KioskFrameProps {
  readonly header: ReactNode;
  /** A standing line under the header. */
  readonly band?: ReactNode;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly step?: StepMark;
  readonly children: ReactNode;
  readonly dock: Dock;
  readonly aboveDock?: ReactNode;
  readonly keyboard?: boolean;
  readonly service: ReactNode;
  readonly className?: string;
}

/** 1080 × 1920: status, question, keyboard or countdown, dock, service row. */
export function KioskFrame({ header, band, title, lead, step, children, dock, aboveDock, keyboard = false, service, className = '' }: KioskFrameProps): ReactNode {
  const state = useKeyboardState();
  const page = useRef<HTMLElement>(null);
  useRoom(page);
  return (
    <KeyboardContext value={keyboard ? state : null}>
      <div className={`kiosk ${className}`}>
        <header>
          {header}
          {band}
        </header>
        <main ref={page}>
          {step !== undefined && <Steps {...step} />}
          <Question lead={lead}>{title}</Question>
          {children}
        </main>
        <div className="kiosk__over">
          {aboveDock}
          {keyboard && <Keyboard />}
        </div>
        <DockBar dock={dock} />
        {service}
      </div>
    </KeyboardContext>
  );
}
