import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { defaultConfig } from './config.ts';
import { ownCountersOnly, readCountersFile } from './counters/settings.ts';
import { startEmbedded, type Cluster } from './db/embedded.ts';
import { createPool } from './db/pool.ts';
import { readRecoveryPublicKey } from './devices/recoveryKeys.ts';
import { staffCodeVerifier } from './devices/staffCode.ts';
import { readEsiaFile } from './esia/settings.ts';
import { createLog } from './log.ts';
import { readMailFile, readPublicUrl } from './mail/settings.ts';
import { historyBeside } from './restore/historyFile.ts';
import { UndeclaredRestore } from './restore/keeper.ts';
import { startServer } from './server.ts';

/**
 * The clinic server: `node clinic-server/index.ts [--port N] [--host H] [--database postgresql://…] [--data DIR] [--history FILE]
 * [--recovery-key FILE] [--key-generation N] [--tls-pin HASH [--tls-pin HASH]] [--staff-code FILE] [--esia FILE]
 * [--counters FILE] [--mail FILE --public-url URL] [--trusted-proxy ADDRESS]`. Without a connection string it runs its own PostgreSQL with its files in DIR. FILE is the
 * public half of the clinic's recovery key; a higher N makes every device change the key of its file. HASH is
 * the base64 SHA-256 of a public key that stands behind the balancer's certificate, the current one and its spare: devices insist on them.
 * The file of the staff code holds 6 to 16 digits and opens the service screen of kiosks; devices are told what proves it, not the code.
 * The file of history, outside of the database, tells a database that was put back from a backup (docs/wire.md, "Restore, clones and quarantine"); beside DIR unless said.
 * The file of esia is the clinic's connection to Gosuslugi and its policy, docs/esia.md.
 * The file of counters says how small a number is hidden and who outside the clinic is told the others, docs/counters.md; without it nobody is.
 * The file of mail is `{"url": "smtps://name:password@mail.clinic.example", "from": "Clinic <cabinet@clinic.example>"}`; the public URL is what links in letters
 * begin with, and the trusted proxies are the balancers whose word about who is calling is taken.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    database: { type: 'string' },
    data: { type: 'string' },
    history: { type: 'string' },
    'recovery-key': { type: 'string' },
    'key-generation': { type: 'string', default: '0' },
    'staff-code': { type: 'string' },
    esia: { type: 'string' },
    mail: { type: 'string' },
    counters: { type: 'string' },
    'public-url': { type: 'string' },
    'trusted-proxy': { type: 'string', multiple: true, default: [] },
    'tls-pin': { type: 'string', multiple: true, default: [] },
  },
});
const log = createLog();
const database = values.database ?? process.env['KABINET_DATABASE'];

const data = values.data ?? join(homedir(), '.local', 'share', 'kabinet-clinic');
const historyFile = values.history ?? (database ? null : historyBeside(data));
let cluster: Cluster | null = null;
if (!database) {
  cluster = await startEmbedded({ dataDir: data });
  await cluster.ensureDatabase('kabinet');
}
const recoveryKey = values['recovery-key'] === undefined ? null : readRecoveryPublicKey(values['recovery-key']);
const keyGeneration = z.coerce.number().int().nonnegative().parse(values['key-generation']);
// Devices would refuse a record they cannot read, all at once: a slip is to stop this start and not theirs.
const tlsPins = z.array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/)).max(2).parse(values['tls-pin']);
const staffCode = values['staff-code'] === undefined ? {} : { staffCode: staffCodeVerifier(readFileSync(values['staff-code'], 'utf8')) };
const esia = values.esia === undefined ? null : readEsiaFile(values.esia);
const policy = { ...defaultConfig.policy, ...staffCode, ...(esia ? { esia: esia.policy } : {}) };
const production = process.env['NODE_ENV'] === 'production';
const mail = values.mail === undefined ? null : readMailFile(values.mail);
const publicUrl = values['public-url'] === undefined ? null : readPublicUrl(values['public-url'], production);
const counters = values.counters === undefined ? ownCountersOnly : readCountersFile(values.counters, production);
const trustedProxies = values['trusted-proxy'];
const config = { ...defaultConfig, historyFile, counters, mail, publicUrl, trustedProxies, policy, recoveryKey, keyGeneration, tlsPins, esia: esia?.connection ?? null, production };
// Letters would lead people to an address inside the clinic.
if (mail && production && publicUrl === null) throw new Error('--mail needs --public-url');
if (historyFile === null && production) throw new Error('--database needs --history FILE');
const pool = createPool(database ?? cluster?.connectionString('kabinet') ?? '');
const server = await startServer({
  pool,
  log,
  config,
  host: values.host ?? '127.0.0.1',
  port: Number(values.port ?? 8080),
}).catch(async (error: unknown) => {
  if (!(error instanceof UndeclaredRestore)) throw error;
  process.stderr.write(`${error.message}\n`);
  await pool.end();
  await cluster?.stop();
  return process.exit(3);
});
process.stdout.write(`${server.url}\n`);

let stopping: Promise<void> | null = null;
async function stop(): Promise<void> {
  // In this order: answers that are being given still need the database.
  await server.stop();
  await pool.end();
  await cluster?.stop();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (stopping ??= stop().then(() => process.exit(0))));
