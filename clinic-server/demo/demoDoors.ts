import * as z from 'zod';
import { DocumentVersion } from '../../shared/lib/clinicDocument.ts';
import { MoscowDay } from '../../shared/lib/moscow.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import { inTransaction } from '../db/pool.ts';
import { publishDocument } from '../documents/published.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Routes } from '../http/parts.ts';
import type { DemoState } from './demoState.ts';
import { makeEnrolmentCode } from './prepareDemo.ts';
import { demoText } from './seedDocuments.ts';

const NewTerms = z.object({ version: DocumentVersion, effective: MoscowDay });

/**
 * `POST /demo/enrol-code {profile}` → `{code}`: as many devices as one likes. `POST /demo/new-terms {version, effective}`: publishes the
 * text that lies ready, as `publish.ts` would. They exist in the demo's own entry only.
 */
export function demoDoors(offices: DemoState['offices']): Routes {
  return (app, parts) => {
    app.post('/demo/enrol-code', async (request) => {
      const asked = z.object({ profile: Profile }).safeParse(request.body);
      if (!asked.success) throw new FhirRefusal(400, 'invalid_request');
      return { code: await inTransaction(parts.pool, (tx) => makeEnrolmentCode(tx, asked.data.profile, offices, parts.now())) };
    });

    app.post('/demo/new-terms', async (request) => {
      const asked = NewTerms.safeParse(request.body);
      if (!asked.success) throw new FhirRefusal(400, 'invalid_request');
      const publication = { kind: 'terms', ...asked.data, russian: demoText('terms-next.ru'), english: demoText('terms-next.en') } as const;
      const { version, effective } = await inTransaction(parts.pool, (tx) => publishDocument(tx, publication, { id: parts.newId(), now: parts.now() }));
      return { version, effective };
    });
  };
}
