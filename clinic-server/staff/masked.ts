interface Person {
  readonly family: string;
  readonly given: readonly string[];
  /** `YYYY-MM-DD`, or empty. */
  readonly birthDate: string;
  readonly phone: string;
}

/** Row X8: enough to see with the document in hand that it is them, too little to write somebody down. */
export function maskedPerson({ family, given, birthDate, phone }: Person): { readonly name: string; readonly birthDay: string; readonly phoneEnd: string | null } {
  const initials = given.map((one) => `${[...one][0] ?? ''}.`).join(' ');
  const digits = phone.replace(/\D/g, '');
  return { name: `${family} ${initials}`.trim(), birthDay: birthDate.slice(5), phoneEnd: digits.length < 10 ? null : digits.slice(-2) };
}
