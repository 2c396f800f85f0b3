/** Numbers up to this one were given out before the checksum came. */
const lastUnchecked = 1_001_998;

/** The eleven digits of what was typed, with or without its hyphens and spaces; null when there are not eleven. */
export function snilsDigits(typed: string): string | null {
  const digits = typed.replace(/[\s\u2010-\u2015-]/g, '');
  return /^[0-9]{11}$/.test(digits) ? digits : null;
}

/** Eleven digits, the last two the checksum of the first nine. */
export function isSnils(digits: string): boolean {
  if (!/^[0-9]{11}$/.test(digits)) return false;
  const number = Number(digits.slice(0, 9));
  if (number === 0) return false;
  if (number <= lastUnchecked) return true;
  const sum = [...digits.slice(0, 9)].reduce((total, digit, place) => total + Number(digit) * (9 - place), 0);
  return Number(digits.slice(9)) === (sum % 101) % 100;
}

/** `112-233-445 95`, as it stands on the card and in the clinic's records. */
export function formatSnils(digits: string): string {
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6, 9)} ${digits.slice(9)}`;
}
