import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { Paper } from '../rpc/shell.ts';
import { query, task } from '../rpc/procedure.ts';
import { Visit } from './appointments.ts';

/** One slip as screen and paper show it. The patient is surname and initials; no birth date, no diagnosis. */
export const Slip = z.object({
  visit: Visit,
  patientId: Id,
  patientShort: z.string(),
  clinic: z.object({ name: LocalText, phone: z.string() }),
  deviceCode: z.string(),
  printedAt: Instant,
  line: z.enum(['up', 'down']),
  /** What the QR code carries: a seal of this device (shared/lib/seal.ts), nothing personal. */
  qr: z.string(),
});
export type Slip = z.infer<typeof Slip>;

export const slips = {
  'slips.one': query({
    allow: ['patient'],
    input: z.object({ appointmentId: Id }),
    output: z.object({ slip: Slip.nullable() }),
    subjects: ({ slip }) => (slip ? [slip.patientId] : []),
  }),
  /** Prints without any dialog. Answers when the paper is on its way out. */
  'slips.print': task({
    allow: ['patient'],
    input: z.object({ appointmentId: Id, paper: Paper, language: z.enum(['ru', 'en']) }),
    output: z.object({}),
    errors: ['not_found', 'no_printer', 'failed'],
  }),
  /** What the hidden print window shows: the one job its port was opened for; null once the paper is out or the patient has left. */
  'slips.job': query({
    allow: ['print'],
    input: z.object({}),
    output: z.object({ slip: Slip, paper: Paper, language: z.enum(['ru', 'en']) }).nullable(),
    subjects: (job) => (job ? [job.slip.patientId] : []),
  }),
};
