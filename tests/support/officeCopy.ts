import { randomUUID } from 'node:crypto';
import { extensions } from '../../shared/fhir/names.ts';
import { entries, link, type Ask, type Entry } from './fhirClient.ts';

/** What a desk keeps of its office's feed, by the rule of docs/wire.md. */
export interface DeskCopy {
  readonly rows: Map<string, { readonly version: number; readonly removed: boolean }>;
  /** Rows handed out twice in the same version. */
  repeated: number;
}

export const newDeskCopy = (): DeskCopy => ({ rows: new Map(), repeated: 0 });

/** `Type/id` of what is there. */
export const keysOf = ({ rows }: DeskCopy): string[] => [...rows].filter(([, { removed }]) => !removed).map(([key]) => key);

function take(copy: DeskCopy, entry: Entry & { readonly extension?: readonly { readonly url: string }[] }): void {
  const key = entry.request?.url ?? '';
  const version = Number(/"(\d+)"/.exec(entry.response?.etag ?? '')?.[1]);
  if (entry.extension?.some(({ url }) => url === extensions.leftScope)) return void copy.rows.delete(key);
  const known = copy.rows.get(key)?.version ?? 0;
  if (version === known) copy.repeated++;
  if (version > known) copy.rows.set(key, { version, removed: entry.request?.method === 'DELETE' });
}

/** Reads to the end; returns where to go on. */
export async function readOfficeOn(ask: Ask, from: string, copy: DeskCopy): Promise<string> {
  for (let path = from; ; ) {
    const page = await ask('GET', path);
    if (page.status !== 200) throw new Error(`the feed answered ${page.status}`);
    entries(page).forEach((entry) => take(copy, entry));
    path = link(page, 'next') ?? path;
    if (entries(page).length === 0) return path;
  }
}

/** The least that is a valid resource of that type, to be filled. */
export const cleared = (resourceType: 'ServiceRequest') => ({ resourceType, id: randomUUID(), status: 'active', intent: 'order' });
