import * as z from 'zod';
import { extensions } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { FeedRow } from './feedStore.ts';

const Page = z.object({
  resourceType: z.literal('Bundle'),
  total: z.int().optional(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })),
  entry: z.array(z.unknown()).optional(),
});
const Removed = z.object({
  request: z.object({ method: z.literal('DELETE'), url: z.string() }),
  response: z.object({ etag: z.string() }),
  extension: z.array(z.object({ url: z.string(), valueBoolean: z.boolean().optional() })).optional(),
});
const Present = z.object({
  resource: z.looseObject({ resourceType: z.string(), id: Id, meta: z.looseObject({ versionId: z.string().regex(/^\d{1,15}$/) }) }),
});

export interface FeedPage {
  readonly rows: readonly FeedRow[];
  /** Entries without type, id or version: nothing can be done with them but say so. */
  readonly unreadable: readonly unknown[];
  readonly next: string;
  /** Rows left including this page, or null when the server does not tell. */
  readonly left: number | null;
}

/** Throws when the answer is not a page of a feed. */
export function readPage(body: unknown): FeedPage {
  const page = Page.parse(body);
  const link = page.link.find(({ relation }) => relation === 'next');
  const next = link && new URL(link.url, 'http://feed.invalid').searchParams.get('_cursor');
  if (!next) throw new Error('a page of the feed without its next cursor');
  const rows: FeedRow[] = [];
  const unreadable: unknown[] = [];
  for (const entry of page.entry ?? []) {
    const row = readEntry(entry);
    if (row) rows.push(row);
    else unreadable.push(entry);
  }
  return { rows, unreadable, next, left: page.total ?? null };
}

function readEntry(entry: unknown): FeedRow | null {
  const removed = Removed.safeParse(entry);
  if (removed.success) {
    const { request, response, extension = [] } = removed.data;
    const left = extension.some(({ url, valueBoolean }) => url === extensions.leftScope && valueBoolean === true);
    const name = /^(?:.*\/)?([A-Za-z]+)\/([^/]+)$/.exec(request.url);
    const version = /^(?:W\/)?"(\d{1,15})"$/.exec(response.etag)?.[1];
    const id = Id.safeParse(name?.[2]);
    if (!name?.[1] || !version || !id.success) return null;
    return { type: name[1], id: id.data, version: Number(version), deleted: true, ...(left ? { left } : {}), content: null };
  }
  return readResource(Present.safeParse(entry).data?.resource);
}

/** A resource as the server stored it, or null when it is not one. */
export function readResource(content: unknown): FeedRow | null {
  const found = Present.safeParse({ resource: content });
  if (!found.success) return null;
  const { resourceType, id, meta } = found.data.resource;
  return { type: resourceType, id, version: Number(meta.versionId), deleted: false, content };
}
