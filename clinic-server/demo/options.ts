import { parseArgs } from 'node:util';
import * as z from 'zod';

const number = z.coerce.number().int().nonnegative().optional();

const Options = z.object({
  json: z.boolean().default(false),
  seed: z.coerce.number().int().nonnegative().default(20_261_122),
  port: number,
  /** Keeps the clinic here, so that it can be stopped, killed and started again. */
  data: z.string().optional(),
  idle: number,
  warn: number,
  hold: number,
  deskIdle: number,
  keyGeneration: number,
  leases: z.coerce.number().min(0).max(1).optional(),
  esia: z.enum(['off', 'optional', 'required']).default('optional'),
  dieWithParent: z.boolean().default(false),
});
export type DemoOptions = z.infer<typeof Options>;

export function readOptions(args: readonly string[]): DemoOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { json: flag, seed: text, port: text, data: text, idle: text, warn: text, hold: text, 'desk-idle': text, esia: text, 'key-generation': text, leases: text, 'die-with-parent': flag },
  });
  return Options.parse({ ...values, deskIdle: values['desk-idle'], keyGeneration: values['key-generation'], dieWithParent: values['die-with-parent'] });
}
