/** What the page of the letter says. */
const ru = {
  title: 'Копия ваших данных',
  text: 'Вы просили её на киоске клиники. Введите код из шести цифр, который он показал: в письме этого кода нет.',
  code: 'Код с киоска',
  codeHint: '6 цифр. Можно ошибиться четыре раза.',
  wrong: 'Код не подошёл. Сверьте его с тем, что записали у киоска.',
  next: 'Дальше',
  ready: 'Копия готова',
  pdf: 'Скачать документ (PDF)',
  pdfAbout: 'Документ для чтения: ваши сведения, приёмы, результаты, заказы, согласия и список тех, кто смотрел.',
  json: 'Скачать файл для другой клиники (FHIR)',
  jsonAbout: 'То же самое и все файлы в виде, который понимают программы других клиник.',
  careful: 'Файлы можно скачать в течение получаса. В них всё о вашем здоровье: храните их там, куда не заглянут чужие.',
  gone: 'Ссылка больше не действует',
  goneText: 'Она работает один раз, 24 часа и пять попыток. Новую можно получить на киоске: «Личный кабинет», затем «Мои данные».',
  later: 'Сейчас не получилось',
  laterText: 'Попробуйте ещё раз через минуту. Если не получится, обратитесь в регистратуру.',
};
export type HomeWords = typeof ru;

const en: HomeWords = {
  title: 'A copy of your data',
  text: 'You asked for it at a kiosk of the clinic. Type the code of six digits it has shown: the letter does not have it.',
  code: 'Code from the kiosk',
  codeHint: '6 digits. Four mistakes are allowed.',
  wrong: 'The code is not right. Compare it with what you wrote down at the kiosk.',
  next: 'Continue',
  ready: 'The copy is ready',
  pdf: 'Download the document (PDF)',
  pdfAbout: 'A document to read, in Russian: your details, visits, results, orders, consents and the list of who has looked.',
  json: 'Download the file for another clinic (FHIR)',
  jsonAbout: 'The same and all files in a form that programs of other clinics understand.',
  careful: 'The files can be downloaded for half an hour. All about your health is in them: keep them where nobody else looks.',
  gone: 'This link no longer works',
  goneText: 'It works once, for 24 hours and five tries. Ask for a new one at the kiosk: “My account”, then “My data”.',
  later: 'It did not work just now',
  laterText: 'Please try again in a minute. If it still does not work, ask at the reception.',
};

export const homeWordsFor = (query: unknown): HomeWords => ((query as { lang?: unknown } | null)?.lang === 'en' ? en : ru);
