import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createLog } from '../log.ts';
import { startEsiaSimulator } from './start.ts';

/**
 * The ESIA simulator by itself: `node clinic-server/esiaSimulator/index.ts --clients FILE [--port N] [--admin-port N] [--gost-tokens]`.
 * FILE is JSON: `[{"mnemonic":"CLINIC01","certificate":"/path/to/certificate.pem","redirectUris":["…"],"logoutUris":["…"]}]`.
 * Prints its two addresses, the second being the one with the switches.
 */
const Clients = z.array(
  z.strictObject({ mnemonic: z.string().min(1), certificate: z.string(), redirectUris: z.array(z.url()), logoutUris: z.array(z.url()) }),
);

const { values } = parseArgs({
  options: {
    clients: { type: 'string' },
    port: { type: 'string', default: '0' },
    'admin-port': { type: 'string', default: '0' },
    'gost-tokens': { type: 'boolean', default: false },
  },
});
if (values.clients === undefined) throw new Error('Name the file of the clients: --clients FILE');
const clients = Clients.parse(JSON.parse(readFileSync(values.clients, 'utf8')));
const port = z.coerce.number().int().min(0).max(65_535);

const simulator = await startEsiaSimulator({
  clients: clients.map(({ certificate, ...client }) => ({ ...client, certificatePem: readFileSync(certificate, 'utf8') })),
  port: port.parse(values.port),
  adminPort: port.parse(values['admin-port']),
  tokenAlg: values['gost-tokens'] ? 'GOST3410_2012_256' : 'RS256',
  log: createLog(),
});
process.stdout.write(`${simulator.url}\n${simulator.adminUrl}\n`);

let stopping: Promise<void> | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void (stopping ??= simulator.stop().then(() => process.exit(0))));
