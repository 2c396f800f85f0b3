import type { SimulatorUser } from '../model.ts';
import { escaped, type Page } from './frame.ts';

const hidden = (request: string): string => `<input type="hidden" name="request" value="${escaped(request)}">`;
const alert = (text: string | null): string => (text === null ? '' : `<p class="error" role="alert" id="wrong">${escaped(text)}</p>\n`);
const described = (error: string | null): string => (error === null ? '' : ' aria-invalid="true" aria-describedby="wrong"');

const people = (users: readonly SimulatorUser[]): string =>
  users
    .map(
      ({ login, password, note }) =>
        `<li><b>${escaped(login)}</b>, пароль <b>${escaped(password)}</b>${note === undefined ? '' : `: ${escaped(note)}`}</li>`,
    )
    .join('\n');

export const loginPage = (request: string, formTarget: string, users: readonly SimulatorUser[], error: string | null): Page => ({
  title: 'Вход',
  formTarget,
  body: `${alert(error)}<form method="post" action="/login">${hidden(request)}
<label for="login">Телефон, почта или СНИЛС</label>
<input id="login" name="login" required maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false"${described(error)}>
<label for="password">Пароль</label>
<input id="password" name="password" type="password" required maxlength="128" autocomplete="off"${described(error)}>
<button>Войти</button></form>
<details><summary>Кем можно войти в демонстрации</summary><ul>
${people(users)}
</ul></details>`,
});

export const secondFactorPage = (request: string, formTarget: string, code: string, error: string | null): Page => ({
  title: 'Подтверждение входа',
  formTarget,
  body: `${alert(error)}<p>Код, который в жизни пришёл бы в сообщении на телефон: <b>${escaped(code)}</b></p>
<form method="post" action="/login/second-factor">${hidden(request)}
<label for="code">Код из сообщения</label>
<input id="code" name="code" required inputmode="numeric" maxlength="6" autocomplete="off"${described(error)}>
<button>Продолжить</button></form>`,
});
