/** Screens bring their style sheets; a test of a screen needs their names only. */
declare module '*.css';
declare module '*.mjs?url' {
  const address: string;
  export default address;
}
