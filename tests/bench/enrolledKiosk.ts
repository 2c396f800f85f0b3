import { packedApp } from '../../scripts/package.mjs';
import { ensureDisplay } from '../../scripts/display.mjs';
import { startDemo, type DemoClinic } from '../support/demoClinic.ts';
import { whenPainted } from './debugPage.ts';
import { sameProgramWith, startMachine, type Machine } from './machine.ts';

export const homeIsThere = `[...document.querySelectorAll('h1')].some((title) => /^Что\\sвы\\sхотите/.test(title.textContent))`;

export interface Bench {
  readonly clinic: DemoClinic;
  readonly machine: Machine;
  /** The packed kiosk, enrolled, with a warm profile. */
  readonly ours: { readonly program: string; readonly args: readonly string[] };
  /** The very same program with the application of this folder in it. */
  other(appFolder: string): Promise<{ readonly program: string; readonly args: readonly string[] }>;
  stop(): Promise<void>;
}

/** A clinic, a kiosk that belongs to it and has loaded it, and a screen to draw on. */
export async function enrolledKiosk(say: (line: string) => void): Promise<Bench> {
  const display = await ensureDisplay();
  const { twinProgram } = await packedApp();
  const clinic = await startDemo({ idle: 3_600 });
  const machine = await startMachine();
  const removals: (() => void)[] = [];
  const args = ['--user-data', machine.userData, '--printer', `folder:${machine.prints}`];
  const stop = async () => {
    machine.stop();
    await clinic.stop();
    removals.forEach((remove) => remove());
    display.stop();
  };
  try {
    const first = machine.start(twinProgram, [...args, '--server', clinic.server, '--enrol', clinic.enrol.kiosk]);
    await whenPainted(await first.port, homeIsThere, 90_000);
    await first.end();
    say('the kiosk is enrolled and has loaded the clinic');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    clinic,
    machine,
    ours: { program: twinProgram, args },
    async other(appFolder) {
      const { program, remove } = await sameProgramWith(twinProgram, appFolder);
      removals.push(remove);
      return { program, args: [`--user-data-dir=${machine.userData}/other`] };
    },
    stop,
  };
}
