import type { FastifyReply } from 'fastify';
import { describe, type EsiaError } from './esiaError.ts';

/** A refusal the client is told: by its registered address only, with the state it gave when that is beyond doubt. */
export function sendBack(reply: FastifyReply, redirectUri: string, fields: Readonly<Record<string, string>>): FastifyReply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(fields)) if (value !== '') url.searchParams.set(name, value);
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(url.href, 302);
}

export const sendError = (reply: FastifyReply, redirectUri: string, state: string, error: EsiaError): FastifyReply =>
  sendBack(reply, redirectUri, { error: error.error, error_description: describe(error), state });
