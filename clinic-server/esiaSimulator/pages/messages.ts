import { escaped, type Page } from './frame.ts';

export const refusedPage = (description: string): Page => ({
  title: 'Запрос отклонён',
  body: `<p>Информационная система обратилась с ошибкой. Вернитесь на её страницу и начните вход заново.</p>\n<p class="note">${escaped(description)}</p>`,
});

export const brokenPage = (): Page => ({ title: 'Сервис недоступен', body: '<p>Повторите попытку позже.</p>' });

export const gonePage = (): Page => ({
  title: 'Время вышло',
  body: '<p>Этот вход уже завершён или начат в другом окне. Вернитесь туда, откуда вы пришли, и начните заново.</p>',
});

export const signedOutPage = (): Page => ({ title: 'Вы вышли', body: '<p>Чтобы войти снова, понадобится пароль.</p>' });

export const notFoundPage = (): Page => ({ title: 'Страница не найдена', body: '<p>Такой страницы здесь нет.</p>' });
