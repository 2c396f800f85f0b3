import { useContext, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { KeyboardContext, useKeyboardState } from './keyboardState.ts';
import type { Dock, DockAction, LowLayout, LowList } from './layout.ts';
import { LowChoices, LowScroll, useScroll } from './LowMain.tsx';
import { LowKeys } from './LowKeys.tsx';
import { LowPrimary, LowService, type ServiceAction } from './LowPad.tsx';
import { Question } from './Question.tsx';
import { UiWords } from './uiWords.ts';
import { useRoom } from './useRoom.ts';

export interface KioskLowProps {
  readonly where: ReactNode;
  readonly clock: ReactNode;
  readonly band?: ReactNode;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  readonly dock: Dock;
  readonly aboveDock?: ReactNode;
  readonly low: LowLayout | null;
  readonly service: readonly ServiceAction[];
}

/** So many letters of a word fit on a line of the largest question. */
const longestWord = 13;

export function move(low: LowList, step: -1 | 1): void {
  const index = low.items.findIndex(({ id }) => id === low.selectedId);
  const next = low.items[index < 0 ? 0 : index + step];
  if (next) low.onSelect(next.id);
}

/** «Read above, act below»: the line divides what is read from what a hand in a wheelchair reaches. */
export function KioskLow({ where, clock, band, title, lead, children, dock, aboveDock, low, service }: KioskLowProps): ReactNode {
  const words = useContext(UiWords);
  const keyboard = useKeyboardState();
  const scroll = useScroll();
  const list = low !== null && 'items' in low ? low : null;
  const field = low !== null && 'field' in low;
  const page = useRef<HTMLElement>(null);
  useRoom(page, '.low__field');
  const { hide } = keyboard;
  useEffect(() => hide, [title, hide]);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target;
    if (list === null || !(target instanceof HTMLElement) || target.closest('button, input')) return;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      move(list, event.key === 'ArrowUp' ? -1 : 1);
    } else if (event.key === 'Enter' && list.items.length > 0) list.onPrimary();
  };
  const first = list?.items[0]?.id === list?.selectedId;
  const last = list?.items.at(-1)?.id === list?.selectedId;
  const primary: DockAction | undefined = list === null ? dock.primary : { label: list.primaryLabel, icon: 'check', onPress: list.onPrimary, ...(list.busy === undefined ? {} : { busy: list.busy }) };
  const middle = [dock.back, list === null ? undefined : dock.primary, ...service.filter(({ wayOut }) => wayOut)].filter((action) => action !== undefined);
  return (
    <KeyboardContext value={field ? keyboard : null}>
      <div className="kiosk kiosk--low" onKeyDown={onKeyDown}>
        <header>
          <div className="low__top">
            {where}
            {clock}
          </div>
          {band}
        </header>
        <main ref={page} className={title.split(/[\s-]/).some((word) => word.length > longestWord) ? 'low__main low__main--long' : 'low__main'}>
          <Question>{title}</Question>
          {field ? (
            <div className="low__field">{children}</div>
          ) : list === null ? (
            <LowScroll scroll={scroll}>
              {lead !== undefined && <p className="low__where">{lead}</p>}
              {children}
            </LowScroll>
          ) : (
            <>
              <div className="low__where">
                {lead}
                {children}
              </div>
              <LowChoices label={title} list={list} />
            </>
          )}
          {aboveDock}
        </main>
        {field ? (
          <LowKeys keyboard={keyboard} dock={dock} service={service} />
        ) : (
          <nav className="low__pad" aria-label={words.actions}>
            <div className="low__row low__row--move">
              <Button className="big" icon="chevron-up" {...((list === null ? scroll.atTop : first) ? { disabledReason: '' } : {})} onPress={() => (list === null ? scroll.by(-1) : move(list, -1))}>
                {list?.previousLabel ?? words.up}
              </Button>
              <Button className="big" icon="chevron-down" {...((list === null ? scroll.atEnd : last) ? { disabledReason: '' } : {})} onPress={() => (list === null ? scroll.by(1) : move(list, 1))}>
                {list?.nextLabel ?? words.down}
              </Button>
            </div>
            {primary !== undefined && <LowPrimary action={primary} />}
            {middle.length > 0 && (
              <div className="low__row">
                {middle.map(({ label, onPress, ...rest }, index) => (
                  <Button key={index} className="big" onPress={onPress} {...('disabledReason' in rest && rest.disabledReason !== undefined ? { disabledReason: rest.disabledReason } : {})}>
                    {label}
                  </Button>
                ))}
              </div>
            )}
            <LowService service={service.filter(({ wayOut }) => !wayOut)} />
          </nav>
        )}
      </div>
    </KeyboardContext>
  );
}
