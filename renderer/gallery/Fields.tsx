import { useState, type ReactNode } from 'react';
import { Keyboard } from '../ui/Keyboard.tsx';
import { KeyboardContext, useKeyboardState, type KeyboardState } from '../ui/keyboardState.ts';
import type { Layout } from '../ui/keyLayouts.ts';
import { TextField } from '../ui/TextField.tsx';
import { Part } from './Part.tsx';

const layouts: readonly Layout[] = ['ru', 'latin', 'email', 'symbols', 'digits'];

export function Fields(): ReactNode {
  const [text, setText] = useState('смир');
  const [login, setLogin] = useState('anna.kuznetsova@');
  const [password, setPassword] = useState('пароль');
  const keyboard = useKeyboardState();
  const shown = (layout: Layout): KeyboardState => ({ ...keyboard, layout });
  return (
    <Part title="Поля и клавиатура">
      <TextField label="Фамилия врача" value={text} onChange={setText} icon="search" type="search" onClear={() => setText('')} />
      <TextField label="Логин" value={login} onChange={setLogin} icon="mail" type="email" layout="email" error="Это не похоже на адрес почты. Проверьте, что после @ есть продолжение" />
      <TextField label="Пароль" value={password} onChange={setPassword} icon="lock-keyhole" type="password" layout="latin" revealable hint="Заглавные и строчные буквы различаются" />
      {layouts.map((layout) => (
        <KeyboardContext key={layout} value={shown(layout)}>
          <Keyboard />
        </KeyboardContext>
      ))}
    </Part>
  );
}
