import { escaped } from '../web/escape.ts';

export type LetterKind = 'registration' | 'known' | 'recovery' | 'nobody' | 'changed' | 'locked' | 'lockedEsia' | 'opened' | 'openedByPassword';

export interface Letter {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a letter may say. No names and nothing a person has typed: what is not there can neither leak nor break out of its place. */
export interface LetterFacts {
  readonly clinic: string;
  readonly phone: string;
  readonly link: string;
  readonly code: string;
  readonly codeMinutes: number;
  readonly linkHours: number;
}

/** The words of a letter. */
export interface Said {
  readonly subject: string;
  readonly before: readonly string[];
  readonly withLink: boolean;
  /** Another page than that of the password, under a button of its own. */
  readonly linkTo?: { readonly open: string; readonly button: string };
  /** The code alone, for who stands at the kiosk that asked for it. */
  readonly withCode?: true;
  readonly after: readonly string[];
}

const notMine = 'Если это были не вы, ничего не делайте: без письма войти нельзя.';

function said(kind: LetterKind, clinic: string): Said {
  switch (kind) {
    case 'registration':
      return {
        subject: `Регистрация в личном кабинете — ${clinic}`,
        before: ['Здравствуйте!', 'Вы начали регистрацию в личном кабинете. Осталось придумать пароль.'],
        withLink: true,
        after: [notMine],
      };
    case 'known':
      return {
        subject: `Регистрация в личном кабинете — ${clinic}`,
        before: [
          'Здравствуйте!',
          'На этот адрес просили зарегистрировать личный кабинет. Кабинет с этим адресом уже есть: логин — этот адрес. Если вы не помните пароль, задайте новый.',
        ],
        withLink: true,
        after: [notMine],
      };
    case 'recovery':
      return {
        subject: `Новый пароль для личного кабинета — ${clinic}`,
        before: ['Здравствуйте!', 'Вы попросили задать новый пароль для личного кабинета. Логин — этот адрес.'],
        withLink: true,
        after: ['Когда новый пароль будет сохранён, все открытые сеансы закончатся.', notMine],
      };
    case 'nobody':
      return {
        subject: `Новый пароль для личного кабинета — ${clinic}`,
        before: [
          'Здравствуйте!',
          'На этот адрес просили прислать новый пароль для личного кабинета. Кабинета с этим адресом нет: возможно, вы указали другой адрес. Зарегистрироваться можно на киоске в клинике или в регистратуре.',
        ],
        withLink: false,
        after: ['Если это были не вы, ничего не делайте.'],
      };
    case 'changed':
      return {
        subject: `Пароль личного кабинета изменён — ${clinic}`,
        before: ['Здравствуйте!', 'Пароль вашего личного кабинета изменён. Все прежние сеансы закончены.'],
        withLink: false,
        after: ['Если это были не вы, сразу позвоните нам.'],
      };
    case 'locked':
      return {
        subject: `Вход в личный кабинет закрыт — ${clinic}`,
        before: [
          'Здравствуйте!',
          'Мы закрыли вход в ваш личный кабинет и закончили все его сеансы: так никто, кроме вас, не сможет им воспользоваться. Ваши записи остаются в силе.',
          'Чтобы войти снова, задайте новый пароль: на киоске клиники откройте «Личный кабинет», нажмите «Забыли пароль?» и укажите этот адрес. Придёт отдельное письмо.',
        ],
        withLink: false,
        after: ['Если не получится или у вас есть вопросы, позвоните нам или подойдите в регистратуру с паспортом.'],
      };
    case 'lockedEsia':
      return {
        subject: `Вход в личный кабинет закрыт — ${clinic}`,
        before: [
          'Здравствуйте!',
          'Мы закрыли вход в ваш личный кабинет и закончили все его сеансы: так никто, кроме вас, не сможет им воспользоваться. Ваши записи остаются в силе.',
          'Чтобы войти снова, подойдите в регистратуру с паспортом. После этого войдите через Госуслуги.',
        ],
        withLink: false,
        after: ['Если у вас есть вопросы, позвоните нам.'],
      };
    case 'opened':
      return {
        subject: `Вход в личный кабинет снова открыт — ${clinic}`,
        before: ['Здравствуйте!', 'Вход в ваш личный кабинет снова открыт: регистратор увидел документ, и вы вошли через Госуслуги.'],
        withLink: false,
        after: ['Если это были не вы, сразу позвоните нам.'],
      };
    case 'openedByPassword':
      return {
        subject: `Вход в личный кабинет снова открыт — ${clinic}`,
        before: ['Здравствуйте!', 'Пароль вашего личного кабинета изменён, и вход в него снова открыт. Все прежние сеансы закончены. Логин — этот адрес.'],
        withLink: false,
        after: ['Если это были не вы, сразу позвоните нам.'],
      };
  }
}

const open = 'Откройте страницу «Установка пароля»:';
const valid = (hours: number): string => `Ссылка действует ${hours} ч и только один раз. Никому её не пересылайте.`;
const byCode = (minutes: number): string => `Или введите на киоске код, он действует ${minutes} минут:`;
const codeAlone = (minutes: number): string => `Введите на киоске этот код, он действует ${minutes} минут:`;
const spaced = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

function middleOf({ withLink, linkTo, withCode }: Said, { link, linkHours, code, codeMinutes }: LetterFacts): readonly string[] {
  if (withLink) return [open, link, valid(linkHours), byCode(codeMinutes), spaced(code)];
  if (linkTo) return [linkTo.open, link];
  return withCode ? [codeAlone(codeMinutes), spaced(code)] : [];
}

function textOf(words: Said, facts: LetterFacts): string {
  const { before, after } = words;
  const middle = middleOf(words, facts);
  const foot = [`${facts.clinic}${facts.phone === '' ? '' : `, ${facts.phone}`}`];
  return `${[...before, ...middle, ...after, ...foot].join('\n\n')}\n`;
}

// Styles stand in the tags: mail programs drop style sheets.
const paragraph = (text: string): string => `<p style="margin:0 0 16px">${escaped(text)}</p>`;

function htmlOf({ subject, before, withLink, linkTo, withCode, after }: Said, facts: LetterFacts): string {
  const link = escaped(facts.link);
  const code = `<p style="margin:0 0 16px;font-size:28px;font-weight:bold;letter-spacing:2px">${spaced(facts.code)}</p>`;
  const button = (text: string): string =>
    `<p style="margin:0 0 16px"><a href="${link}" style="display:inline-block;padding:14px 24px;background:#1a5045;color:#ffffff;text-decoration:none;font-weight:bold">${escaped(text)}</a></p>` +
    `<p style="margin:0 0 16px;color:#424c46;word-break:break-all">${link}</p>`;
  const middle = withLink
    ? [
        paragraph(open),
        button('Установить пароль'),
        paragraph(valid(facts.linkHours)),
        paragraph(byCode(facts.codeMinutes)),
        code,
      ]
    : linkTo
      ? [paragraph(linkTo.open), button(linkTo.button)]
      : withCode
      ? [paragraph(codeAlone(facts.codeMinutes)), code]
      : [];
  const foot = `<p style="margin:24px 0 0;color:#424c46">${escaped(facts.clinic)}${facts.phone === '' ? '' : `, ${escaped(facts.phone)}`}</p>`;
  return (
    `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>` +
    `<body style="margin:0;padding:24px;background:#f4f1ea"><div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;color:#16201c;font:16px/1.5 Arial,sans-serif">` +
    `${before.map(paragraph).join('')}${middle.join('')}${after.map(paragraph).join('')}${foot}</div></body></html>`
  );
}

export function letterOf(kind: LetterKind, facts: LetterFacts): Letter {
  return letterSaying(kind, said(kind, facts.clinic), facts);
}

/** One look for every letter of the clinic. */
export function letterSaying(kind: string, words: Said, facts: LetterFacts): Letter {
  return { kind, subject: words.subject, text: textOf(words, facts), html: htmlOf(words, facts) };
}
