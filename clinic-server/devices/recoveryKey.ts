import { parseArgs } from 'node:util';
import { makeRecoveryKey } from './recoveryKeys.ts';

/** Run once by the owner of the clinic server, on a computer that is not on the network: `node clinic-server/devices/recoveryKey.ts FOLDER`. */
const { positionals } = parseArgs({ allowPositionals: true });
const [folder] = positionals;
if (folder === undefined || positionals.length !== 1) {
  process.stderr.write('node clinic-server/devices/recoveryKey.ts FOLDER\n');
  process.exit(2);
}
const { privateFile, publicFile } = makeRecoveryKey(folder);
process.stdout.write(
  [
    `${privateFile}  в сейф, на два носителя; нужен, когда устройство потеряло ключи (--recovery)`,
    `${publicFile}  на сервер (--recovery-key)`,
    '',
  ].join('\n'),
);
