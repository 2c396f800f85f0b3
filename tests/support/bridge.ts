import type { Page } from '@playwright/test';
import type { Channel, Input, Output } from '../../shared/contract.ts';
import type { KabinetBridge, Reply } from '../../shared/rpc/wire.ts';

declare global {
  interface Window {
    readonly kabinet: KabinetBridge;
  }
}

/** A call as the page itself makes it: preload, port, dispatch, schema, session. */
export async function bridgeReply<C extends Channel>(page: Page, channel: C, input: Input<C>): Promise<Reply> {
  return page.evaluate(([name, value]) => window.kabinet.call(name, value), [channel, input] as const);
}

/** As `bridgeReply`, for whoever asks faster than a window may: nothing was done, so it is asked again. */
export async function patientReply<C extends Channel>(page: Page, channel: C, input: Input<C>): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    const reply = await bridgeReply(page, channel, input);
    if (reply.ok || reply.error.code !== 'too_many_calls' || tries === 50) return reply;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The value of a call that must succeed. */
export async function bridgeCall<C extends Channel>(page: Page, channel: C, input: Input<C>): Promise<Output<C>> {
  const reply = await patientReply(page, channel, input);
  if (!reply.ok) throw new Error(`${channel} was refused: ${reply.error.code}`);
  return reply.value as Output<C>;
}

/** Waits until the device has loaded the clinic and can work. */
export async function whenReady(page: Page, withinMs = 60_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const reply = await bridgeReply(page, 'device.state', {});
    const state = reply.ok ? (reply.value as Output<'device.state'>).state : 'starting';
    if (state === 'ready') return;
    if (state === 'problem' || Date.now() > until) throw new Error(`the device is not ready: ${JSON.stringify(reply)}`);
    await page.waitForTimeout(200);
  }
}
