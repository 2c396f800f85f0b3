import { defaultConfig } from '../../../clinic-server/config.ts';
import { createPool } from '../../../clinic-server/db/pool.ts';
import { createLog } from '../../../clinic-server/log.ts';
import { startServer } from '../../../clinic-server/server.ts';

/** One instance of the clinic server in a process of its own; says its address, and ends when nobody listens to it any more. */
const [connectionString = ''] = process.argv.slice(2);
const pool = createPool(connectionString);
// Every patient here wins a visit in many rounds; how many one may have is another rule's proof.
const config = { ...defaultConfig, requestsPerMinute: 10_000_000, policy: { ...defaultConfig.policy, maxActiveVisits: 1_000_000 } };
const server = await startServer({ pool, config, log: createLog('silent') });
process.stdout.write(`${server.url}\n`);
process.stdin.resume().on('end', () => void server.stop().then(() => pool.end()).then(() => process.exit(0)));
