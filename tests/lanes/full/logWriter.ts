import { once } from 'node:events';
import { openLog } from '../../../main/shell/log.ts';

// Logs as main does, onto a disk that is full and then is not any more.
const log = openLog();
for (let line = 0; line < 300; line += 1) {
  log.info(`line ${line} of a log with lines of the usual length`);
  if (line % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
process.stdout.write('half\n');
await once(process.stdin, 'data');
for (let line = 0; line < 3; line += 1) log.info('last line');
process.exit(0);
