import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { query, task } from '../rpc/procedure.ts';

/** A file of the patient's own: the copy of what was signed (R1), later the conclusion of a study (L3). */
export const PaperName = z.object({ binaryId: Id, title: LocalText, at: Instant });
export type PaperName = z.infer<typeof PaperName>;

/** Bytes of one part: a message over the port must stay small. */
export const paperPartBytes = 36_000;
export const mostPaperBytes = 10_000_000;

/** Rows R1 and L3: PDF files of the patient, shown inside the app and printed. They are fetched when asked for and never written to disk. */
export const papers = {
  /** Copies of what this patient has signed, newest first, from the record on this device. */
  'papers.mine': query({
    allow: ['patient'],
    input: z.object({}),
    output: z.object({ patientId: Id, papers: z.array(PaperName) }),
    subjects: ({ patientId }) => [patientId],
  }),
  /** Fetches the file from the server, or finds it already fetched in this session; only files this patient's own record names. `pages` are counted by the page that shows it. */
  'papers.open': task({
    allow: ['patient'],
    input: z.object({ binaryId: Id }),
    output: z.object({ patientId: Id, bytes: z.int().positive() }),
    errors: ['not_found', 'not_a_pdf', 'too_large', 'damaged', 'offline', 'try_later'],
    subjects: ({ patientId }) => [patientId],
  }),
  /** Bytes `[offset, offset + paperPartBytes)` of an opened file. */
  'papers.read': query({
    allow: ['patient', 'print'],
    input: z.object({ binaryId: Id, offset: z.int().nonnegative().max(mostPaperBytes) }),
    output: z.object({ part: z.base64().nullable() }),
  }),
  /** Prints the opened file on A4 without any dialog. Answers when the paper is on its way out. */
  'papers.print': task({ allow: ['patient'], input: z.object({ binaryId: Id }), output: z.object({}), errors: ['not_found', 'no_printer', 'failed'] }),
  /** What the hidden print window draws: the one job its port was opened for. */
  'papers.job': query({ allow: ['print'], input: z.object({}), output: z.object({ binaryId: Id, bytes: z.int().positive() }).nullable() }),
};
