/** Text as it may stand in HTML, between tags and inside quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
