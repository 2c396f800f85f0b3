/** `+7` and ten digits, however it was typed: with 8, with 7, without either, with brackets. Null when it is not a Russian number. */
export function phoneOf(typed: string): string | null {
  const bare = typed.trim().replace(/[\s()\u2010-\u2015.-]/g, '');
  const found = /^(?:\+7|7|8)?([0-9]{10})$/.exec(bare);
  return found?.[1] ? `+7${found[1]}` : null;
}

/** As `phoneOf` gives it and the wire carries it. */
export function isPhone(text: string): boolean {
  return /^\+7[0-9]{10}$/.test(text);
}

/** `+7 900 123-45-67` */
export function formatPhone(phone: string): string {
  return `${phone.slice(0, 2)} ${phone.slice(2, 5)} ${phone.slice(5, 8)}-${phone.slice(8, 10)}-${phone.slice(10)}`;
}

/** `+7 ··· ···-12-34`: enough to know one's own number, too little to take down somebody else's. */
export function maskedPhone(phone: string): string | null {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 10 ? null : `+7 ··· ···-${digits.slice(-4, -2)}-${digits.slice(-2)}`;
}
