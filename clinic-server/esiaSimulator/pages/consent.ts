import { escaped, type Page } from './frame.ts';

const names: Readonly<Record<string, string>> = {
  openid: 'вход с вашей учётной записью',
  fullname: 'фамилия, имя и отчество',
  birthdate: 'дата рождения',
  birthplace: 'место рождения',
  gender: 'пол',
  snils: 'СНИЛС',
  inn: 'ИНН',
  id_doc: 'документ, удостоверяющий личность',
  medical_doc: 'полис ОМС',
  email: 'адрес электронной почты',
  mobile: 'номер мобильного телефона',
  contacts: 'контакты',
  addresses: 'адреса',
};

export const consentPage = (request: string, formTarget: string, system: string, scopes: readonly string[]): Page => ({
  title: 'Передать данные?',
  formTarget,
  body: `<p>Система <b>${escaped(system)}</b> просит:</p>
<ul>${scopes.map((scope) => `<li>${escaped(names[scope] ?? scope)}</li>`).join('')}</ul>
<form method="post" action="/consent"><input type="hidden" name="request" value="${escaped(request)}">
<button name="decision" value="allow">Разрешить</button>
<button name="decision" value="refuse" class="plain">Отказать</button></form>`,
});
