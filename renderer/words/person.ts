interface Named {
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
}

export function fullName(person: Named): string {
  return [person.family, person.given, person.patronymic].filter(Boolean).join(' ');
}

/** Of the largest question so many letters fit on a line: longer pairs must be free to part. */
const longestPair = 14;

/** `Анна Петровна`: how the screen addresses a patient. The surname is never shown where a queue can read it. */
export function addressed({ given, patronymic }: Pick<Named, 'given' | 'patronymic'>): string {
  const pair = [given, patronymic].filter(Boolean).join('\u00a0');
  return pair.length > longestPair ? pair.replaceAll('\u00a0', ' ') : pair;
}

/** `Смирнова Е. А.`: a name that must stay short. */
export function shortName(person: Named): string {
  const initials = [person.given, person.patronymic].filter((part) => part !== null && part !== '').map((part) => `${[...(part ?? '')][0]}.`);
  return [person.family, ...initials].join('\u00a0');
}

/** Two letters on a doctor's face while there is no photo. */
export function monogram(person: Named): string {
  return [person.family, person.given].map((part) => [...part][0] ?? '').join('').toLocaleUpperCase('ru');
}

/** `Мария К.`: a person named in front of others, told from a namesake and no more. */
export function givenAndInitial({ given, family }: Pick<Named, 'given' | 'family'>): string {
  const [initial] = family;
  return initial === undefined ? given : `${given}\u00a0${initial}.`;
}
