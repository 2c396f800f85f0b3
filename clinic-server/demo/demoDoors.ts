import * as z from 'zod';
import { Profile } from '../../shared/rpc/shell.ts';
import { inTransaction } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Routes } from '../http/parts.ts';
import type { DemoState } from './demoState.ts';
import { makeEnrolmentCode } from './prepareDemo.ts';

/** `POST /demo/enrol-code {profile}` → `{code}`: as many devices as one likes. Exists in the demo's own entry only. */
export function demoDoors(offices: DemoState['offices']): Routes {
  return (app, parts) => {
    app.post('/demo/enrol-code', async (request) => {
      const asked = z.object({ profile: Profile }).safeParse(request.body);
      if (!asked.success) throw new FhirRefusal(400, 'invalid_request');
      return { code: await inTransaction(parts.pool, (tx) => makeEnrolmentCode(tx, asked.data.profile, offices, parts.now())) };
    });
  };
}
