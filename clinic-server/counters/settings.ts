import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { leastThreshold, usualThreshold } from '../../shared/lib/smallCells.ts';

const address = z.url({ protocol: /^https?$/ });

/** The clinic's counter at Yandex.Metrika, with its Measurement Protocol switched on and a token for it. */
const YandexMetrika = z.strictObject({
  counterId: z.string().regex(/^\d{1,12}$/),
  token: z.string().min(1).max(200),
  /** A page of the clinic's site: Metrika asks for one with everything, and may take only addresses it knows. */
  page: address,
  url: address.default('https://mc.yandex.ru/collect'),
});

const GoogleAnalytics = z.strictObject({
  measurementId: z.string().regex(/^G-[A-Z0-9]{4,20}$/),
  apiSecret: z.string().min(1).max(200),
  url: address.default('https://www.google-analytics.com/mp/collect'),
});

const CountersFile = z.strictObject({
  threshold: z.int().min(leastThreshold).max(1_000).default(usualThreshold),
  yandexMetrika: YandexMetrika.nullable().default(null),
  googleAnalytics: GoogleAnalytics.nullable().default(null),
});
export type CountersSettings = z.infer<typeof CountersFile>;
export type YandexSettings = z.infer<typeof YandexMetrika>;
export type GoogleSettings = z.infer<typeof GoogleAnalytics>;

/** Nothing is told to anybody outside the clinic. */
export const ownCountersOnly: CountersSettings = CountersFile.parse({});

export function parseCounters(given: unknown, production: boolean): CountersSettings {
  const settings = CountersFile.parse(given);
  for (const told of [settings.yandexMetrika, settings.googleAnalytics]) {
    // The secret goes with every request.
    if (production && told && !told.url.startsWith('https:')) throw new Error('counters are sent over https only');
  }
  return settings;
}

/** A file and not arguments: it holds secrets, and arguments are seen by everybody on the machine. */
export function readCountersFile(file: string, production: boolean): CountersSettings {
  return parseCounters(JSON.parse(readFileSync(file, 'utf8')), production);
}
