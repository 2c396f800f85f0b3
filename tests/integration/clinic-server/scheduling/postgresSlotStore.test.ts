import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';
import { createPostgresSlotClinic } from '../../../support/postgresSlotClinic.ts';
import { seedSmallClinic } from '../../../support/smallClinic.ts';
import { contractSlots, slotStoreContract } from '../../../support/slotStoreContract.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

slotStoreContract('times in PostgreSQL', async () => {
  await database.pool.query('truncate resource, resource_past, occupancy, appointment_span, account cascade');
  const { slots, people } = await seedSmallClinic(database.pool, { slots: contractSlots, people: 3 });
  return {
    ...createPostgresSlotClinic(
      database.pool,
      slots.map(({ id }) => id),
    ),
    slots,
    patients: people.map(({ id }) => id),
  };
});
