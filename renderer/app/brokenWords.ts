/** Said when the page itself has failed, perhaps its translations too: plain constants, both languages at once. */
export const brokenWords = {
  title: 'Экран не\u00a0открылся',
  text: 'Это наша ошибка. Записи и\u00a0документы в\u00a0порядке. Начните заново или подойдите в\u00a0регистратуру.',
  english: 'The screen failed to open. It is our mistake; your visits and documents are safe. Start again or go to the reception desk.',
  button: 'Начать заново',
} as const;
