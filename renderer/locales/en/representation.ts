import type { representation as russian } from '../ru/representation.ts';

export const representation: typeof russian = {
  band: {
    label: 'On whose behalf you act',
    acting: 'You act for:',
    back: 'Back to yourself',
    backShort: 'To yourself',
    busy: 'Going back',
    offline: 'No line to the centre, going back is not possible yet. Try later or press “Finish”.',
    failed: 'Going back did not work. Try again or press “Finish”.',
  },
  row: { title: 'Who the visit is for', self: 'Now for yourself', another: 'Book for somebody else' },
  cabinet: 'Account of {{name}}',
  books: 'booked by {{name}}',
  sign: {
    lead: 'Sign with your own finger, as a representative. You sign for: {{name}}',
    typedLead: 'Type your own name, as a representative: it counts as a signature. You sign for: {{name}}',
  },
  choose: {
    title: 'Who is the visit for?',
    lead: 'You and the people you represent. The reception has seen the documents.',
    people: 'You and the people you represent',
    self: 'for yourself',
    born: 'born on {{day}}',
    as: { parent: 'you are the parent, until {{day}} inclusive', guardian: 'you are the guardian, until {{day}} inclusive', proxy: 'by power of attorney, until {{day}} inclusive' },
    go: 'Continue',
    busy: 'Opening',
    none: 'You represent nobody yet',
    noneNext: 'To book for a child or somebody close, show the documents at the reception.',
    failed: 'The list did not arrive',
    failedNext: 'The centre did not answer. You can book for yourself right now.',
    again: 'Try again',
  },
  error: {
    not_representative: 'This access has ended or was taken back. If you need it, come to the reception with the documents.',
    locked: 'This account is locked. Come to the reception with the documents.',
    offline: 'No line to the centre. Everything is as it was, try a little later.',
    try_later: 'The centre is busy now. Everything is as it was, try in a minute.',
    failed: 'It did not work. Everything is as it was, try again.',
  },
};
