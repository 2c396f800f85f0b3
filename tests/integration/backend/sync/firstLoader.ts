import { syncDevice } from '../../../support/syncDevice.ts';

// A desk that loads what the server has, until it is killed or has all of it.
const [url = '', folder = '', keyHex = ''] = process.argv.slice(2);
const device = syncDevice({ url }, { profile: 'reception', kept: { folder, key: Buffer.from(keyHex, 'hex') } });
device.engine.start();
await device.engine.roundDone();
process.stdout.write('whole\n');
process.exit(0);
