import type { FastifyReply } from 'fastify';
import type { Simulation } from './model.ts';

/** No answer until the caller gives up or the simulator stops; then the connection is simply gone. */
export function hang({ stopping }: Simulation, reply: FastifyReply): FastifyReply {
  const { socket } = reply.request.raw;
  stopping.addEventListener('abort', () => socket.destroy(), { once: true });
  return reply.hijack();
}
