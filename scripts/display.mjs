import { spawn } from 'node:child_process';

/**
 * A display to draw on. Without one on Linux, a virtual screen is started; `stop` ends it.
 * @returns {Promise<{ display: string | undefined, isVirtual: boolean, stop: () => void }>}
 */
export async function ensureDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return { display: DISPLAY, isVirtual: false, stop: () => {} };
  // Square and large: a kiosk stands upright (1080x1920), a reception desk lies (1920x1080).
  const args = ['-displayfd', '3', '-screen', '0', '1920x1920x24', '-nolisten', 'tcp', '-ac', '-noreset'];
  // In a group of its own: Ctrl+C is for the app first, which cannot end in order once its screen is gone.
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true });
  const stop = () => {
    child.kill();
    // Whoever asks next gets a screen of its own and not the name of one that is gone.
    if (process.env.DISPLAY === display) delete process.env.DISPLAY;
  };
  let display;
  process.once('exit', stop);
  const number = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    let said = '';
    // Number and line end come in two writes: a pipe closed between them ends the server.
    child.stdio[3].on('data', (data) => {
      said += String(data);
      if (said.includes('\n')) resolve(said.trim());
    });
  });
  child.unref();
  child.stdio[3].destroy();
  display = `:${number}`;
  process.env.DISPLAY = display;
  return { display, isVirtual: true, stop };
}
