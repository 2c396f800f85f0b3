const longest = 254;
const longestName = 64;
const name = /^[a-z0-9_+-]+(?:[.'&!#$%*/=?^`{|}~][a-z0-9_+-]+)*$/i;
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/i;

/** An address a letter can be sent to. Latin letters only: a Russian letter among them is a slip of the keyboard's layout. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(0, at));
  return text.length <= longest && local.length <= longestName && name.test(local) && domain.test(text.slice(at + 1));
}
