import { useContext, type ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { keyRows, type Key, type Layout } from './keyLayouts.ts';
import { useKeyboard, type KeyboardState } from './keyboardState.ts';
import { UiWords, type UiWordsShape } from './uiWords.ts';

/**
 * Writes through the editing command of the browser: React inputs see an ordinary input event, the caret and undo stay right, and the
 * field never loses focus, so a physical keyboard goes on typing at the same place.
 */
function write(keyboard: KeyboardState, command: 'insertText' | 'delete', text?: string): void {
  if (keyboard.elsewhere !== undefined) return keyboard.elsewhere(command === 'delete' ? null : (text ?? null));
  const field = keyboard.target.current;
  if (field === null) return;
  if (document.activeElement !== field) field.focus();
  document.execCommand(command, false, text);
}

export function press(keyboard: KeyboardState, key: Key): void {
  if (key.kind === 'char') {
    write(keyboard, 'insertText', keyboard.shifted && key.text.length === 1 ? key.text.toLocaleUpperCase('ru') : key.text);
    if (keyboard.shifted) keyboard.setShifted(false);
  } else if (key.kind === 'space') write(keyboard, 'insertText', ' ');
  else if (key.kind === 'erase') write(keyboard, 'delete');
  else if (key.kind === 'shift') keyboard.setShifted(!keyboard.shifted);
  else if (key.kind === 'hide') keyboard.hide();
  else if (key.kind === 'layout') keyboard.switchTo(key.to);
}

function nameOf(key: Key, words: UiWordsShape['keyboard']): string | undefined {
  if (key.kind === 'shift') return words.shift;
  return key.kind === 'erase' ? words.erase : undefined;
}

export function layoutName(layout: Layout, words: UiWordsShape['keyboard']): string {
  if (layout === 'ru') return words.letters;
  return layout === 'symbols' || layout === 'digits' ? words.digits : words.latin;
}

function Face({ keyboard, cap }: { keyboard: KeyboardState; cap: Key }): ReactNode {
  const words = useContext(UiWords).keyboard;
  if (cap.kind === 'shift') return <Icon name="arrow-big-up" />;
  if (cap.kind === 'erase') return <Icon name="delete" />;
  if (cap.kind === 'space') return words.space;
  if (cap.kind === 'hide') return words.hide;
  if (cap.kind === 'layout') return layoutName(cap.to, words);
  if (cap.kind !== 'char') return null;
  return keyboard.shifted && cap.text.length === 1 ? cap.text.toLocaleUpperCase('ru') : cap.text;
}

const looks: Partial<Record<Key['kind'], string>> = { shift: 'key key--fn', erase: 'key key--fn', hide: 'key key--fn', layout: 'key key--fn', space: 'key key--wide' };

/** One key. It acts on touch, not on release: shaky fingers slide off. A press made by assistive technology comes as a bare click. */
export function KeyButton({ cap, keyboard, className }: { cap: Key; keyboard: KeyboardState; className?: string }): ReactNode {
  const words = useContext(UiWords).keyboard;
  return (
    <button
      className={className ?? looks[cap.kind] ?? 'key'}
      type="button"
      tabIndex={-1}
      lang={cap.kind === 'char' && /\p{Script=Cyrillic}/u.test(cap.text) ? 'ru' : undefined}
      aria-label={nameOf(cap, words)}
      aria-pressed={cap.kind === 'shift' ? keyboard.shifted : undefined}
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        event.preventDefault();
        if (event.button === 0) press(keyboard, cap);
      }}
      onClick={(event) => {
        // A finger's click has no count either where the focus lies in another page; only one that no pointer made is a press of its own.
        const hasPointer = 'pointerType' in event.nativeEvent && event.nativeEvent.pointerType !== '';
        if (event.detail === 0 && !hasPointer) press(keyboard, cap);
      }}
    >
      <Face cap={cap} keyboard={keyboard} />
    </button>
  );
}

export function KeyRows({ keyboard, layout, low }: { keyboard: KeyboardState; layout: Layout; low: boolean }): ReactNode {
  return keyRows(layout, low).map((row, index) => (
    <div key={index} className="keys__row">
      {row.map((cap, place) => (
        <KeyButton key={place} cap={cap} keyboard={keyboard} />
      ))}
    </div>
  ));
}

/** The on-screen keyboard of the normal view. It shows while a field asks for it. */
export function Keyboard(): ReactNode {
  const keyboard = useKeyboard();
  const words = useContext(UiWords).keyboard;
  if (keyboard === null || keyboard.layout === null) return null;
  return (
    <section className="keys" aria-label={`${words.label}, ${layoutName(keyboard.layout, words)}`}>
      <KeyRows keyboard={keyboard} layout={keyboard.layout} low={false} />
    </section>
  );
}
