import { fileStore, openPlace, wantNewKey } from './device.ts';

// A device that does nothing but work a little and change its key, until it is killed. Says each row after its commit.
const [folder = '', keychain = '', prefix = '', dieAt = '0', dieWhen = 'before'] = process.argv.slice(2);
let changes = 0;
const store = fileStore(keychain, (when) => {
  if (when === 'before') changes += 1;
  if (changes === Number(dieAt) && when === dieWhen) process.kill(process.pid, 'SIGKILL');
});
for (let round = 0; ; round += 1) {
  const device = await openPlace({ folder, keychain }, store);
  process.stdout.write('opened\n');
  for (let row = 0; row < 5; row += 1) {
    const name = `${prefix}-${round}-${row}`;
    device.db.write((tx) => tx.run('INSERT INTO counter (name, value) VALUES ($name, 1)', { name }));
    process.stdout.write(`row ${name}\n`);
  }
  wantNewKey(device);
  device.db.close();
}
