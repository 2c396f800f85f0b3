import type { prices as russian } from '../ru/prices.ts';

export const prices: typeof russian = {
  list: {
    title: 'Services and prices',
    search: 'Service or code',
    searchHint: 'For example, “glucose” or B01.058.001',
    category: 'Section',
    allCategories: 'All sections',
    corrected: 'Showing results for “{{text}}”',
    found_one: '{{count}} service found',
    found_few: '{{count}} services found',
    found_many: '{{count}} services found',
    found_other: '{{count}} services found',
    services: 'Services',
    onRequest: 'on request',
    code: 'Code {{code}}',
    asOf: 'Prices as of {{time}}: there is no line to the centre',
    book: 'Book a visit',
    loading: 'Opening the prices',
    failed: 'The prices did not open. Try again.',
    again: 'Try again',
  },
  empty: {
    title: 'No such service found',
    text: 'We looked for: {{what}}.',
    next: 'Check the word or show all sections. Reception can tell you too.',
    clear: 'Show all services',
  },
  low: {
    previous: 'Up',
    next: 'Down',
    titleCategory: 'Which section?',
    choose: 'Choose',
    otherCategory: 'Another section',
  },
};
