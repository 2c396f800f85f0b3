import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A screen of its own with real keys and a real pointer. Never the display of whoever runs the tests: thousands of chords go there. */
export interface XServer {
  /** For `launchKabinet`: the app draws here and nowhere else. */
  readonly env: Record<string, string>;
  /** Top-level windows a person would see, as the X server knows them. There is no window manager. */
  visibleWindows(): Promise<readonly XWindow[]>;
  /** Presses, moves and clicks, in order, as one program. */
  xdotool(...words: readonly (string | number)[]): Promise<void>;
  click(place: { readonly x: number; readonly y: number }, button?: number): Promise<void>;
  layout(name: 'us' | 'ru'): Promise<void>;
  stop(): Promise<void>;
}

export interface XWindow {
  readonly id: string;
  readonly name: string;
  /** `1080x1920+0+0` */
  readonly place: string;
}

const shapes = { standing: '1080x1920x24', lying: '1920x1080x24' } as const;
const childLine = /^ {5}(0x[0-9a-f]+) (?:"(.*)"|\(has no name\)): .*? (\d+x\d+\+-?\d+\+-?\d+) /;

export async function startXServer(shape: keyof typeof shapes): Promise<XServer> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', shapes[shape], '-nolisten', 'tcp', '-ac', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${String(code)}`)));
    let said = '';
    const pipe = server.stdio[3];
    // Number and line end come in two writes: a pipe closed between them ends the server.
    pipe?.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.includes('\n')) resolve(said.trim());
    });
  });
  const display = { DISPLAY: `:${number}`, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11' };
  const env = { ...process.env, ...display };
  const ask = async (program: string, words: readonly string[]) => (await run(program, words, { env, maxBuffer: 1 << 24 })).stdout;
  const xdotool = async (...words: readonly (string | number)[]) => void (await ask('xdotool', words.map(String)));
  return {
    env: display,
    async visibleWindows() {
      const found: XWindow[] = [];
      for (const line of (await ask('xwininfo', ['-root', '-children'])).split('\n')) {
        const [, id, name = '', place = ''] = childLine.exec(line) ?? [];
        if (id === undefined) continue;
        // A window may go away between the list and the question about it.
        const stats = await ask('xwininfo', ['-id', id, '-stats']).catch(() => '');
        if (/Map State: IsViewable/.test(stats) && !/Class: InputOnly/.test(stats)) found.push({ id, name, place });
      }
      return found;
    },
    xdotool,
    click: ({ x, y }, button = 1) => xdotool('mousemove', Math.round(x), Math.round(y), 'sleep', '0.05', 'click', button),
    layout: async (name) => void (await ask('setxkbmap', ['-layout', name])),
    async stop() {
      if (server.exitCode !== null) return;
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}
