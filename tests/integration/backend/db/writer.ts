import { openDatabase } from '../../../../backend/db/open.ts';
import { enqueue } from '../../../../backend/sync/outbox.ts';

// A backend that books as fast as it can and says so after each commit, until it is killed.
const [path = '', keyHex = '', prefix = ''] = process.argv.slice(2);
const db = openDatabase({ path, key: Buffer.from(keyHex, 'hex'), personal: 'personal', binding: null }, true);
for (let index = 0; ; index += 1) {
  const commandId = `${prefix}-${index}`;
  db.write((tx) => {
    tx.run('INSERT INTO counter (name, value) VALUES ($commandId, 1)', { commandId });
    enqueue(tx, { commandId, channel: 'appointments.cancel', input: {}, output: {}, role: 'patient', patientId: null, signInId: null, at: 0 });
  });
  process.stdout.write(`${commandId}\n`);
}
