import type { Call } from './trace.ts';

/** What the world outside the disk knew at one moment. */
export interface Known {
  /** What the keychain holds, by `service/account`. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly asked: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
}

/** Reads the writer's list of promises out of its trace, so that every promise stands between the calls it was made between. */
export function createPromises(path: string) {
  const files = new Set<number>();
  const secrets = new Map<string, string>();
  const asked = new Set<string>();
  const acknowledged = new Set<string>();

  function hear(line: string): void {
    const [kind = '', name = '', secret = ''] = line.split(' ');
    if (kind === 'secret') secrets.set(name, secret);
    else if (kind === 'forgotten') secrets.delete(name);
    else if (kind === 'asked') asked.add(name);
    else if (kind === 'acknowledged') acknowledged.add(name);
    else throw new Error('a promise that is not understood');
  }

  return {
    /** True when the call was about the list and not about the device's own folder. */
    take(call: Call): boolean {
      if (call.kind === 'open') {
        if (call.path !== path) return false;
        files.add(call.file);
        return true;
      }
      if (!('file' in call) || !files.has(call.file)) return false;
      if (call.kind === 'close') files.delete(call.file);
      if (call.kind === 'write') call.data.toString('utf8').split('\n').filter(Boolean).forEach(hear);
      return true;
    },
    known: (): Known => ({ secrets: new Map(secrets), asked: new Set(asked), acknowledged: new Set(acknowledged) }),
    counts: () => ({ acknowledged: acknowledged.size }),
  };
}
