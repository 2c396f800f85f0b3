import { FhirRefusal } from '../fhir/refusal.ts';
import type { Routes } from '../http/parts.ts';
import { inRounds } from '../http/rounds.ts';

const everyMs = 500;
/** Answers after which somebody relies on what only the database knew a moment ago: who is a device, who has signed in, who is revoked. */
const relied = /^\/(device\/enrol|identity\/)/;

/** Row O6. What happens is written outside the database too, twice a second and before an answer that somebody relies on. */
export const historyRounds: Routes = (app, parts) => {
  const { history, log } = parts;
  const note = async (): Promise<void> => {
    try {
      await history.note();
      if (history.isBehind()) log.fatal('the database has gone back to an older state under this server; stop it and declare the restore');
    } catch (error) {
      // The next round tries again. Nothing is refused for it: a full disk beside the database must not close the clinic.
      log.warn({ kind: error instanceof Error ? error.name : typeof error }, 'the history file could not be written');
    }
  };
  inRounds(app, everyMs, note);
  app.addHook('onRequest', async () => {
    // Nobody has declared anything yet: whatever this database says may be an hour old.
    if (history.isBehind()) throw new FhirRefusal(503, 'restoring', { headers: { 'retry-after': '60' } });
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method === 'POST' && reply.statusCode < 300 && relied.test(request.routeOptions.url ?? '')) await note();
    return payload;
  });
};
