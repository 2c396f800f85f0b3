import { fastify, type FastifyInstance } from 'fastify';
import * as z from 'zod';
import { Faults, noFaults } from './faults.ts';
import type { Simulation } from './model.ts';

/** The switches, on a port of their own so that nothing a browser was led to can reach them by accident. */
export function createAdmin(simulation: Simulation): FastifyInstance {
  const { faults, journal, keys, tokenAlg } = simulation;
  // JSON only: a page of another origin can send forms here, but not this without being asked first.
  const app = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 65_536 });

  app.get('/faults', () => faults.current);
  app.patch('/faults', (request, reply) => {
    const wished = z.record(z.string(), z.unknown()).safeParse(request.body);
    const next = wished.success ? Faults.safeParse({ ...faults.current, ...wished.data }) : wished;
    if (!next.success) return reply.code(400).send({ error: 'unknown_fault' });
    faults.current = Faults.parse(next.data);
    return faults.current;
  });
  app.delete('/faults', () => (faults.current = noFaults));

  app.get('/counts', () => journal.counts());
  app.get('/journal', () => journal.entries());
  app.delete('/counts', (_request, reply) => {
    journal.clear();
    return reply.code(204).send();
  });

  app.get('/certificates', async () => ({
    alg: tokenAlg,
    certificates: (await keys.published(tokenAlg)).map(({ certificatePem }) => certificatePem),
  }));
  return app;
}
