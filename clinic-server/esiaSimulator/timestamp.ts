const shape = /^(\d{4})\.(\d{2})\.(\d{2}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;

/** `2026.03.02 10:11:12 +0300` as milliseconds; null for anything else, days that do not exist included. */
export function readTimestamp(text: string): number | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, sign, zoneHours, zoneMinutes] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const utc = Date.parse(`${local}Z`);
  // `Date` rolls 30 February over into March instead of refusing it.
  if (Number.isNaN(utc) || !new Date(utc).toISOString().startsWith(local)) return null;
  if (Number(zoneHours) > 14 || Number(zoneMinutes) > 59) return null;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return sign === '+' ? utc - zone : utc + zone;
}
