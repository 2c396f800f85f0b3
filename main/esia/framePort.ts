import { MessageChannelMain, type WebContents } from 'electron';
import { FromFrame, type FrameState } from '../../shared/rpc/signInFrame.ts';

export interface FramePort {
  tell(state: FrameState): void;
  close(): void;
}

/**
 * The one page main listens to: our frame around a foreign page. It has a port of its own and five words; anything else is not heard.
 * What is typed on its keys goes through here and is kept nowhere.
 */
export function openFramePort(contents: WebContents, hear: (message: FromFrame) => void): FramePort {
  const { port1, port2 } = new MessageChannelMain();
  port1.on('message', ({ data }) => {
    const message = FromFrame.safeParse(data);
    if (message.success) hear(message.data);
  });
  port1.start();
  contents.postMessage('frame-port', null, [port2]);
  return { tell: (state) => port1.postMessage(state), close: () => port1.close() };
}
