import type { FastifyInstance } from 'fastify';

/**
 * Runs `round` every so many milliseconds while the server lives, and lets the last one end before it stops. The next round is set when
 * the last one has ended, so a slow database is not asked twice at once. A round reports its own failures and never rejects.
 */
export function inRounds(app: FastifyInstance, everyMs: number, round: () => Promise<void>): void {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const next = (): void => {
    timer = setTimeout(() => {
      running = round().then(() => void (timer && next()));
    }, everyMs);
    timer.unref();
  };
  app.addHook('onReady', async () => next());
  app.addHook('preClose', async () => {
    if (timer) clearTimeout(timer);
    timer = null;
    await running;
  });
}
