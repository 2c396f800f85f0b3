import { pino, type DestinationStream, type Logger } from 'pino';

// Whatever the depth: pino's own wildcards go one level down, and a patient's data may lie deeper.
const secret =
  /^(authorization|cookie|password|token|secret|login|email|phone|snils|name|family|given|birthdate|address|text|body|url|query|detail|message)$/i;

function redacted(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return depth > 5 ? '…' : value.map((item: unknown) => redacted(item, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  if (depth > 5) return '…';
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secret.test(key) && typeof inner !== 'number' ? '…' : redacted(inner, depth + 1)]),
  );
}

/** One line of JSON per event, to standard error, so that standard output stays the caller's. */
export function createLog(level = 'info', to: DestinationStream = pino.destination({ dest: 2, sync: true })): Logger {
  return pino({ level, base: null, formatters: { log: (line) => redacted(line) as Record<string, unknown> } }, to);
}
