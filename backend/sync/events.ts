import type { Readable } from 'node:stream';
import { isAxiosError, type AxiosInstance } from 'axios';
import { headers as names, wireVersion } from '../../shared/fhir/names.ts';
import type { Contact } from './clinicApi.ts';
import type { TokenAnswer } from './deviceToken.ts';
import type { EnginePorts } from './ports.ts';
import { isAboutTrust } from './tlsTrust.ts';

interface EventsDeps {
  readonly client: AxiosInstance;
  readonly ports: EnginePorts;
  readonly token: () => Promise<TokenAnswer>;
  readonly onContact: (contact: Contact) => void;
}

/** The server writes a comment every 15 s; two missing ones mean nobody is there, whatever the connection says. */
const silenceMs = 35_000;
const openMs = 8_000;

export function listenToEvents({ client, ports, token, onContact }: EventsDeps, listener: { opened(): void; changed(): void; ended(): void }): () => void {
  const abort = new AbortController();
  let over = false;
  let callOff = ports.after(openMs, end);

  function end(): void {
    if (over) return;
    close();
    listener.ended();
  }

  function close(): void {
    over = true;
    callOff();
    abort.abort();
  }

  function heard(): void {
    callOff();
    callOff = ports.after(silenceMs, end);
  }

  async function open(): Promise<void> {
    const answer = await token();
    if ('refused' in answer || over) return end();
    const response = await client.get<Readable>('/events', {
      headers: { authorization: `Bearer ${answer.token}`, [names.wire]: String(wireVersion), accept: 'text/event-stream' },
      responseType: 'stream',
      signal: abort.signal,
    });
    const stream = response.data;
    stream.on('error', end);
    stream.on('close', end);
    if (over || response.status !== 200 || !String(response.headers['content-type']).startsWith('text/event-stream')) {
      stream.destroy();
      end();
      return;
    }
    onContact('answered');
    heard();
    listener.opened();
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      if (over) return;
      heard();
      const lines = (rest + chunk.toString('utf8')).split(/\r?\n/);
      rest = (lines.pop() ?? '').slice(-1_000);
      if (lines.some((line) => /^event:\s*changed$/.test(line))) listener.changed();
    });
  }

  open().catch((error: unknown) => {
    if (!over && isAxiosError(error) && isAboutTrust(error.code)) onContact('untrusted');
    end();
  });
  return close;
}
