import { contextBridge, ipcRenderer } from 'electron';
import type { FrameBridge, FrameState } from '../shared/rpc/signInFrame.ts';
import { lockPage } from './lockPage.ts';

/** Our frame around a foreign sign-in page gets a port to main and two functions; it never gets one to the backend. */
function openBridge(): FrameBridge {
  const listeners = new Set<(state: FrameState) => void>();
  let port: MessagePort | undefined;
  let last: FrameState | undefined;
  ipcRenderer.on('frame-port', ({ ports: [fresh] }) => {
    port = fresh;
    if (!fresh) return;
    fresh.onmessage = ({ data }: MessageEvent<FrameState>) => {
      last = data;
      listeners.forEach((listener) => listener(data));
    };
  });
  return {
    send: (message) => port?.postMessage(message),
    onState(listener) {
      listeners.add(listener);
      if (last) listener(last);
    },
  };
}
contextBridge.exposeInMainWorld('frame', openBridge());
lockPage(window);
