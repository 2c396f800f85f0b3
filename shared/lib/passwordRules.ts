export const shortestPassword = 8;
export const longestPassword = 128;

/** Characters, as a person counts them and after the form two keyboards agree on. Nothing else is asked of a password but that it is not a common one. */
export function passwordFault(password: string): 'short' | 'long' | null {
  // A megabyte is refused before anything walks through it.
  if (password.length > longestPassword * 8) return 'long';
  const length = [...password.normalize('NFKC')].length;
  if (length < shortestPassword) return 'short';
  return length > longestPassword ? 'long' : null;
}
