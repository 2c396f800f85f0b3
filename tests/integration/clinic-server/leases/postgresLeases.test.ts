import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';
import { leaseContract } from '../../../support/leaseContract.ts';
import { createPostgresSlotClinic } from '../../../support/postgresSlotClinic.ts';
import { seedSmallClinic } from '../../../support/smallClinic.ts';
import { contractSlots } from '../../../support/slotStoreContract.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

leaseContract('leases in PostgreSQL', async () => {
  await database.pool.query('truncate resource, resource_past, occupancy, appointment_span, account cascade');
  const { slots, people, officeId } = await seedSmallClinic(database.pool, { slots: contractSlots, people: 3, nobodySignsIn: true });
  const ids = slots.map(({ id }) => id);
  return { ...createPostgresSlotClinic(database.pool, ids), slots, office: officeId, patients: people.map(({ id }) => id) };
});
