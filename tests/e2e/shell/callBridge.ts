import type { Page } from '@playwright/test';
import type { KabinetBridge, Reply } from '../../../shared/rpc/wire.ts';

/** A call as a page makes it, through the real preload and port. */
export function callBridge(page: Page, channel: string, input: unknown): Promise<Reply> {
  return page.evaluate(([name, value]) => (Reflect.get(window, 'kabinet') as KabinetBridge).call(name, value), [channel, input] as const);
}
