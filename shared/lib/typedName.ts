/** A name typed instead of a signature: longer than any name, short enough for paper. */
export const longestTypedName = 180;
