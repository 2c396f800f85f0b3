import { useContext, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextField as Field } from 'react-aria-components';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { useKeyboard } from './keyboardState.ts';
import type { KeyLayout } from './layout.ts';
import { UiWords } from './uiWords.ts';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly icon?: IconName;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly type?: 'text' | 'password' | 'search' | 'tel' | 'email';
  /** The keyboard this field opens. */
  readonly layout?: KeyLayout;
  /** How what was typed is shown: `+7 900 123-45-67`. It only moves and adds signs; what it cannot read stays as it is. */
  readonly format?: (typed: string, former: string) => string;
  readonly onClear?: () => void;
  readonly revealable?: boolean;
  readonly maxLength?: number;
  readonly name?: string;
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
  readonly onEnter?: () => void;
}

const modes = { text: 'text', password: 'text', search: 'search', tel: 'tel', email: 'email' } as const;

/** E-mail and telephone are plain text to the browser: its own checks and rewriting would get in the way of what was typed. */
export function TextField({ label, value, onChange, format, icon, hint, error, type = 'text', layout = 'ru', onClear, revealable = false, maxLength, name, autoFocus, placeholder, onEnter }: TextFieldProps): ReactNode {
  const words = useContext(UiWords);
  const keyboard = useKeyboard();
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  const wake = () => {
    if (input.current !== null) keyboard?.show(layout, input.current);
  };
  // A field that takes the focus while it is being drawn gets it before its handlers are there: its keyboard would write nowhere.
  const woken = useRef(false);
  useEffect(() => {
    if (woken.current || autoFocus !== true || keyboard === null || input.current === null || document.activeElement !== input.current) return;
    woken.current = true;
    keyboard.show(layout, input.current);
  }, [autoFocus, keyboard, layout]);
  // Signs that were put in between would leave the caret behind: it stays after the same digit.
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [value]);
  const typed = (text: string) => {
    const shown = format === undefined ? text : format(text, value);
    if (shown !== text) caret.current = placeIn(shown, text, input.current?.selectionStart ?? text.length);
    onChange(shown);
  };
  const secret = type === 'password' && !shown;
  return (
    <Field className="field" value={value} onChange={typed} isInvalid={error !== undefined} {...(name === undefined ? {} : { name })}>
      <Label className="field__label">{label}</Label>
      <div className="field__box">
        {icon !== undefined && <Icon name={icon} />}
        <Input
          ref={input}
          type={secret ? 'password' : type === 'search' ? 'search' : 'text'}
          inputMode={keyboard === null ? modes[type] : 'none'}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="none"
          spellCheck={false}
          {...(autoFocus ? { autoFocus: true } : {})}
          {...(maxLength === undefined ? {} : { maxLength })}
          {...(placeholder === undefined ? {} : { placeholder })}
          onFocus={wake}
          onClick={wake}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onEnter?.();
          }}
        />
        {onClear !== undefined && value !== '' && (
          <Button
            kind="quiet"
            icon="x"
            onPress={() => {
              onClear();
              input.current?.focus();
            }}
          >
            {words.clear}
          </Button>
        )}
        {revealable && (
          <Button
            kind="quiet"
            icon={shown ? 'eye-off' : 'eye'}
            onPress={() => {
              setShown(!shown);
              input.current?.focus();
            }}
          >
            {shown ? words.hide : words.show}
          </Button>
        )}
      </div>
      {error === undefined ? (
        hint !== undefined && (
          <Text slot="description" className="field__hint">
            {hint}
          </Text>
        )
      ) : (
        <FieldError className="field__error">
          <Icon name="triangle-alert" />
          <span>{error}</span>
        </FieldError>
      )}
    </Field>
  );
}

const digitsOf = (text: string) => text.replace(/\D/g, '').length;

/** Where the caret of `typed` stands in `shown`. */
function placeIn(shown: string, typed: string, caret: number): number {
  if (caret >= typed.length) return shown.length;
  if (shown.length === typed.length) return caret;
  const before = digitsOf(typed.slice(0, caret)) + Math.max(0, digitsOf(shown) - digitsOf(typed));
  let place = 0;
  while (place < shown.length && digitsOf(shown.slice(0, place)) < before) place += 1;
  return place;
}
