import { text } from 'node:stream/consumers';
import { systemPorts } from '../../backend/server/systemPorts.ts';
import { Untrusted } from '../../backend/sync/clinicApi.ts';
import { httpClinic } from '../../backend/sync/httpClinicApi.ts';

/** What a probe asks and what it found. */
export interface ProbeTarget {
  readonly server: string;
  readonly ca: string | null;
  readonly pins: readonly string[];
}
export type ProbeFinding = 'answered' | 'untrusted' | 'unreachable';

// A process of its own, so that the same client can be asked in Electron's Node and under another environment.
async function ask({ server, ca, pins }: ProbeTarget): Promise<ProbeFinding> {
  const contacts: string[] = [];
  const clinic = httpClinic({ server, trust: { ca, pins: () => pins }, ports: systemPorts, credential: () => null, patientToken: () => null, onContact: (contact) => void contacts.push(contact) });
  try {
    const answer = await clinic.sendOpen({ method: 'POST', path: '/device/enrol', body: { code: 'A-SECRET-CODE' } });
    return answer.status === 200 && contacts.at(-1) === 'answered' ? 'answered' : 'unreachable';
  } catch (error) {
    return error instanceof Untrusted && contacts.at(-1) === 'untrusted' ? 'untrusted' : 'unreachable';
  } finally {
    clinic.close();
  }
}

const targets = JSON.parse(await text(process.stdin)) as readonly ProbeTarget[];
const found: ProbeFinding[] = [];
for (const target of targets) found.push(await ask(target));
process.stdout.write(JSON.stringify({ openssl: process.versions.openssl, found }));
process.exit(0);
