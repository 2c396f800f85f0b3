import * as z from 'zod';
import { DocumentKind } from '../lib/clinicDocument.ts';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { query, task } from '../rpc/procedure.ts';

/** The copy of what was signed (R1): a file of the patient's own. */
export const PaperName = z.object({ binaryId: Id, title: LocalText, at: Instant, kind: DocumentKind, version: z.string() });
export type PaperName = z.infer<typeof PaperName>;

/** Bytes of one part: an answer that large crosses the port in about 10 ms, and ten million bytes stay below the calls a page may make in a second. */
export const paperPartBytes = 480_000;
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
  /**
   * Fetches the file from the server, or finds it already fetched in this session; only files this patient's own record names. After
   * `timed_out` it is still on its way: asking again waits for the same one.
   */
  'papers.open': task({
    allow: ['patient'],
    input: z.object({ binaryId: Id }),
    output: z.object({ patientId: Id, bytes: z.int().positive().max(mostPaperBytes) }),
    errors: ['not_found', 'not_a_pdf', 'file_too_large', 'damaged', 'offline', 'try_later'],
    subjects: ({ patientId }) => [patientId],
  }),
  /** Bytes `[offset, offset + paperPartBytes)` of an opened file; null when it is not open. */
  'papers.read': query({
    allow: ['patient', 'print'],
    input: z.object({ binaryId: Id, offset: z.int().nonnegative().max(mostPaperBytes) }),
    output: z.object({ part: z.base64().nullable() }),
  }),
  /** Prints the opened file on A4 without any dialog. Answers when the paper is on its way out. */
  'papers.print': task({ allow: ['patient'], input: z.object({ binaryId: Id }), output: z.object({}), errors: ['not_found', 'no_printer', 'failed'] }),
  /** What the hidden print window draws: the one job its port was opened for. */
  'papers.job': query({
    allow: ['print'],
    input: z.object({}),
    output: z.object({ patientId: Id, binaryId: Id, bytes: z.int().positive() }).nullable(),
    subjects: (job) => (job ? [job.patientId] : []),
  }),
};
