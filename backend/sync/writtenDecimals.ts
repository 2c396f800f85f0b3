/** Only a text that has such a number is read the slow way. */
const losing = /"value"\s*:\s*-?(?:\d+\.\d*0|[\d.]{16,}|[\d.]+[eE])/;

/**
 * JSON as usual; but beside a `value` whose digits a number of this language cannot keep (`5.20`, forty decimals) it says how they were
 * written, as R4 says things of a `value`: in `_value`. To FHIR those digits are part of the result.
 */
export function parseKeepingDigits(text: string): unknown {
  return JSON.parse(text, losing.test(text) ? keepWritten : undefined) as unknown;
}

function keepWritten(this: unknown, key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (key === 'value' && typeof value === 'number' && source !== undefined && source !== String(value) && isRecord(this)) {
    this['_value'] = { ...(isRecord(this['_value']) ? this['_value'] : {}), written: source };
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
