import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import type { FastifyRequest } from 'fastify';
import type { Stored } from './resourceStore.ts';

/** Address of the FHIR root as the caller wrote it; a made-up host is not repeated. */
export function baseOf(request: FastifyRequest): string {
  const host = /^[A-Za-z0-9.\-[\]:]{1,255}$/.test(request.host) ? request.host : 'localhost';
  return `${request.protocol}://${host}/fhir`;
}

export function etagOf(version: string | number): string {
  return `W/"${version}"`;
}

export interface HistoryRow {
  type: string;
  id: string;
  version: number;
  deleted: boolean;
  content: Stored;
}

/** One version in a Bundle of type history; a removal has no resource, only its version. */
export function historyEntry(base: string, { type, id, version, deleted, content }: HistoryRow): BundleEntry {
  const fullUrl = `${base}/${type}/${id}`;
  const response = { etag: etagOf(version), lastModified: content.meta.lastUpdated };
  if (deleted) return { fullUrl, request: { method: 'DELETE', url: `${type}/${id}` }, response: { status: '204', ...response } };
  // Version 1 came by a create or by an update that created; PUT is true of both and lets a reader repeat it.
  return {
    fullUrl,
    resource: content,
    request: { method: 'PUT', url: `${type}/${id}` },
    response: { status: version === 1 ? '201' : '200', ...response },
  };
}

export function bundleOf(
  type: 'searchset' | 'history',
  entries: readonly BundleEntry[],
  links: Readonly<Record<string, string>>,
  total?: number,
): Bundle {
  return {
    resourceType: 'Bundle',
    type,
    ...(total === undefined ? {} : { total }),
    link: Object.entries(links).map(([relation, url]) => ({ relation, url })),
    // An empty list is not allowed in FHIR's JSON; a page without rows has no entry at all.
    ...(entries.length > 0 ? { entry: [...entries] } : {}),
  };
}
