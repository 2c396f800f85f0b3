import type { FromBackendToShell, ToBackend } from '../../shared/rpc/shell.ts';

/** What the backend asks for: one attempt to sign in on somebody else's page. */
export type EsiaOrder = Extract<FromBackendToShell, { type: 'esia' }>;
export type Outcome = Extract<ToBackend, { type: 'esia-ended' }>['outcome'];
