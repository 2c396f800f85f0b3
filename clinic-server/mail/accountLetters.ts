import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import type { ServerParts } from '../http/parts.ts';
import { letterSaying, type Letter, type LetterFacts, type Said } from './letters.ts';
import { putLetter } from './letterStore.ts';

/** R11. Two with a code; one for an address that has an account already; the rest say what has happened. */
export const accountLetterKinds = ['emailOld', 'emailNew', 'emailTaken', 'emailLeft', 'emailTakenOver', 'passwordChanged', 'phoneChanged', 'accountClosed'] as const;
export type AccountLetterKind = (typeof accountLetterKinds)[number];

const urgent = 'Если это были не вы, сразу позвоните нам или подойдите в регистратуру с паспортом.';
const quiet = 'Если это были не вы, ничего не делайте: без кода из письма ничего не изменится.';

function said(kind: AccountLetterKind, clinic: string): Said {
  switch (kind) {
    case 'emailOld':
      return {
        subject: `Смена адреса почты в личном кабинете — ${clinic}`,
        before: ['Здравствуйте!', 'В вашем личном кабинете попросили сменить адрес почты, по которому вы входите. Чтобы согласиться, нужны два кода: этот и тот, что пришёл на новый адрес.'],
        withLink: false,
        withCode: true,
        after: ['Если это были не вы, никому не называйте код и смените пароль: кто-то его знает.'],
      };
    case 'emailNew':
      return {
        subject: `Подтвердите адрес почты — ${clinic}`,
        before: ['Здравствуйте!', 'Этот адрес указали как новый для входа в личный кабинет.'],
        withLink: false,
        withCode: true,
        after: [quiet],
      };
    case 'emailTaken':
      return {
        subject: `Этот адрес уже занят — ${clinic}`,
        before: ['Здравствуйте!', 'Этот адрес указали как новый для входа в другой личный кабинет. Личный кабинет с этим адресом уже есть, поэтому ничего не изменилось.'],
        withLink: false,
        after: ['Если это были вы, укажите другой адрес: у каждого кабинета он свой. Если не вы, ничего не делайте.'],
      };
    case 'emailLeft':
      return {
        subject: `Адрес почты в личном кабинете изменён — ${clinic}`,
        before: ['Здравствуйте!', 'Адрес почты вашего личного кабинета изменён: с этим адресом в него больше не войти. Остальные сеансы закончены.'],
        withLink: false,
        after: [urgent],
      };
    case 'emailTakenOver':
      return {
        subject: `Адрес почты в личном кабинете изменён — ${clinic}`,
        before: ['Здравствуйте!', 'Теперь логин вашего личного кабинета — этот адрес. Остальные сеансы закончены.'],
        withLink: false,
        after: [urgent],
      };
    case 'passwordChanged':
      return {
        subject: `Пароль личного кабинета изменён — ${clinic}`,
        before: ['Здравствуйте!', 'Пароль вашего личного кабинета изменён в самом кабинете. Остальные сеансы закончены.'],
        withLink: false,
        after: [urgent],
      };
    case 'phoneChanged':
      return {
        subject: `Номер телефона в личном кабинете изменён — ${clinic}`,
        before: ['Здравствуйте!', 'Номер телефона в вашем личном кабинете изменён.'],
        withLink: false,
        after: [urgent],
      };
    case 'accountClosed':
      return {
        subject: `Личный кабинет закрыт — ${clinic}`,
        before: [
          'Здравствуйте!',
          'Вы закрыли личный кабинет: войти в него больше нельзя, все сеансы закончены. Записи на приём остаются в силе, медицинские документы хранятся в клинике.',
          'Отменить приём или узнать о документах поможет регистратура. Зарегистрироваться снова можно в любой день.',
        ],
        withLink: false,
        after: [urgent],
      };
  }
}

export function accountLetterOf(kind: AccountLetterKind, facts: LetterFacts): Letter {
  return letterSaying(kind, said(kind, facts.clinic), facts);
}

export interface AccountLetter {
  readonly kind: AccountLetterKind;
  readonly to: string;
  readonly code?: { readonly digits: string; readonly minutes: number };
  readonly expiresAt: Instant;
}

/** In the transaction of what it tells of. */
export async function putAccountLetter(tx: Tx, parts: Pick<ServerParts, 'config' | 'newId' | 'now'>, { kind, to, code, expiresAt }: AccountLetter): Promise<void> {
  const { mail, clinicName, clinicPhone } = parts.config;
  // Where nobody sends letters they would only lie there with people's addresses on them.
  if (!mail) return;
  const facts = { clinic: clinicName.ru, phone: clinicPhone, link: '', linkHours: 0, code: code?.digits ?? '', codeMinutes: code?.minutes ?? 0 };
  await putLetter(tx, { id: parts.newId(), to, letter: accountLetterOf(kind, facts), expiresAt, now: parts.now() });
}

const newsGoodForMs = 3 * 86_400_000;

/** What has happened to an account, for who reads its letters; nothing where there is no address. */
export async function tellAccount(tx: Tx, parts: Pick<ServerParts, 'config' | 'newId' | 'now'>, kind: AccountLetterKind, to: string | null): Promise<void> {
  if (to !== null) await putAccountLetter(tx, parts, { kind, to, expiresAt: (parts.now() + newsGoodForMs) as Instant });
}
