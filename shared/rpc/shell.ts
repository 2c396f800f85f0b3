import * as z from 'zod';

/** What main and backend say to each other beside the port they hand over. Main knows windows and paper, no clinic words. */

export const Profile = z.enum(['kiosk', 'reception', 'satellite']);
export type Profile = z.infer<typeof Profile>;

export const Paper = z.enum(['80mm', 'a4']);
export type Paper = z.infer<typeof Paper>;

/** Everything the backend is told about the place it runs in. Nothing secret: secrets live in the keychain. */
export const BackendSettings = z.object({
  userDataPath: z.string(),
  profile: Profile,
  /** Present on the first start of a device only. */
  enrolment: z.object({ server: z.url(), code: z.string() }).nullable(),
  /** A file with the clinic's own certification authority (PEM), for the first start; null: the system's authorities only. */
  ca: z.string().nullable(),
  /** A file with the clinic's recovery key, brought by an administrator to a device whose keychain has lost its keys. */
  recovery: z.string().nullable(),
  appVersion: z.string(),
  /** A native SQLite built for this Electron, or null for the one in the package. */
  sqliteBinding: z.string().nullable(),
});
export type BackendSettings = z.infer<typeof BackendSettings>;

export const ToBackend = z.discriminatedUnion('type', [
  /** A standby opens no database until it is promoted. */
  z.object({ type: z.literal('promote'), settings: BackendSettings }),
  /** Comes with one transferred port. `printJob` is set for a hidden print window only. */
  z.object({ type: z.literal('connect'), windowId: z.int(), printJob: z.uuid().nullable() }),
  z.object({ type: z.literal('window-gone'), windowId: z.int() }),
  z.object({ type: z.literal('printed'), printJob: z.uuid(), outcome: z.enum(['printed', 'no_printer', 'failed']) }),
  /** The sign-in window of ESIA has gone. `query`: raw text after the `?` of the callback it was caught at; nobody has looked at it. */
  z.object({ type: z.literal('esia-ended'), attempt: z.uuid(), outcome: z.enum(['callback', 'cancelled', 'timeout', 'failed']), query: z.string().max(16_384).nullable() }),
  /** End the patient's session: forget, close the file, answer `left`; then give the hold back and sign out at the server, and end. */
  z.object({ type: z.literal('leave'), reason: z.enum(['idle', 'crash', 'quit']) }),
]);
export type ToBackend = z.infer<typeof ToBackend>;

export const FromBackendToShell = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('policy'), idleSeconds: z.int(), warnSeconds: z.int() }),
  z.object({ type: z.literal('print'), printJob: z.uuid(), paper: Paper }),
  /** Show the sign-in page of ESIA in a window of its own; `esia-ended` answers. Entries of `hosts` are exact, or whole domains when they begin with a dot. */
  z.object({
    type: z.literal('esia'),
    attempt: z.uuid(),
    url: z.url(),
    callback: z.url(),
    hosts: z.array(z.string()),
    seconds: z.int().positive(),
    logoutUrl: z.url().nullable(),
    language: z.enum(['ru', 'en']),
    accessible: z.boolean(),
  }),
  /** This window broke the rules of its port: its page is not ours any more, and is to be treated like one that crashed. */
  z.object({ type: z.literal('hostile'), windowId: z.int() }),
  /** Staff may close the app (row H16): the backend has checked who asks. */
  z.object({ type: z.literal('exit') }),
  /** The session is over and the database closed: show the fresh window. The process ends by itself, soon. */
  z.object({ type: z.literal('left') }),
]);
export type FromBackendToShell = z.infer<typeof FromBackendToShell>;
