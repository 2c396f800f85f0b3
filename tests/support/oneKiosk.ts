import { test } from '@playwright/test';
import { whenReady } from './bridge.ts';
import { startDemo, type DemoClinic } from './demoClinic.ts';
import { launchKabinet, type Kabinet, type LaunchOptions } from './electronApp.ts';
import type { Account } from './kioskWay.ts';

/** A demo clinic and one kiosk for all tests of a file. */
export interface OneKiosk {
  readonly clinic: DemoClinic;
  readonly kabinet: Kabinet;
  /** A demo patient nobody else in this file uses. */
  nextAccount(): Account;
}

type Options = Partial<Omit<LaunchOptions, 'server' | 'enrol'>> & { readonly idle?: number; readonly warn?: number; readonly hold?: number };

/** Called inside `describe`; the getter works inside its tests. */
export function oneKiosk({ idle = 600, warn, hold, ...launch }: Options = {}): () => OneKiosk {
  let running: OneKiosk | null = null;
  let used = 0;
  test.beforeAll(async () => {
    test.setTimeout(150_000);
    const clinic = await startDemo({ idle, ...(warn === undefined ? {} : { warn }), ...(hold === undefined ? {} : { hold }) });
    try {
      const kabinet = await launchKabinet({ ...launch, server: clinic.server, enrol: clinic.enrol.kiosk });
      await whenReady(kabinet.page);
      running = {
        clinic,
        kabinet,
        nextAccount: () => {
          const account = clinic.accounts[used++];
          if (!account) throw new Error('the demo has too few accounts');
          return account;
        },
      };
    } catch (error) {
      await clinic.stop();
      throw error;
    }
  });
  test.afterAll(async () => {
    await running?.kabinet.close();
    await running?.clinic.stop();
  });
  return () => {
    if (!running) throw new Error('the kiosk is not up');
    return running;
  };
}
