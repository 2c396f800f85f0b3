/** `03.04.2030` as people write it; anything else goes as it is, for the centre to refuse. */
export function wireDay(typed: string): string {
  const [, day, month, year] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(typed.trim()) ?? [];
  return day === undefined || month === undefined || year === undefined ? typed.trim().slice(0, 10) : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
