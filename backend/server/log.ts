import * as z from 'zod';

/**
 * What of an error may be written down: its class, SQLite's code, the schema's complaints without values, and where it happened. Never its
 * message, which may quote what a patient typed.
 */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { name: typeof error };
  return {
    name: error.name,
    ...('code' in error && typeof error.code === 'string' && /^[A-Z_0-9]{1,40}$/.test(error.code) ? { code: error.code } : {}),
    ...(error instanceof z.ZodError ? { issues: error.issues.map(({ code, path }) => `${path.map(String).join('.')}: ${code}`) } : {}),
    at: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8).map((line) => line.trim()),
  };
}

const secretName = /token|password|secret|login|snils|name|family|given|patronymic|birth|phone|email|address|authorization|input|content|text/i;
const keptNames = new Set(['name', 'hostname']);

/** Deep: one level of redaction is how names end up in logs. For objects given to the log; `describeError` has made errors safe. */
export function redact(value: unknown, depth = 0): unknown {
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secretName.test(key) && !keptNames.has(key) ? '[redacted]' : redact(inner, depth + 1)]),
  );
}
