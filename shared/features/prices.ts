import * as z from 'zod';
import { LocalText } from '../lib/localText.ts';
import { Kopecks } from '../lib/money.ts';
import { query } from '../rpc/procedure.ts';

export const PricedService = z.object({
  /** Code of the national nomenclature, `B01.058.001`. */
  code: z.string(),
  name: LocalText,
  category: z.string(),
  kopecks: Kopecks.nullable(),
});
export type PricedService = z.infer<typeof PricedService>;

export const prices = {
  /** P1 in its first form: a list by category with search by name or code. */
  'prices.list': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ text: z.string().max(10_000), category: z.string().max(100).nullable(), offset: z.int().nonnegative(), limit: z.int().min(1).max(50) }),
    output: z.object({
      total: z.int(),
      services: z.array(PricedService),
      categories: z.array(z.object({ id: z.string(), name: LocalText, count: z.int() })),
      correctedText: z.string().nullable(),
    }),
  }),
};
