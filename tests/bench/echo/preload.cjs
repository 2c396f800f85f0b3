const { contextBridge, ipcRenderer } = require('electron');

const waiting = new Map();
let port;
let lastId = 0;
ipcRenderer.on('port', ({ ports }) => {
  [port] = ports;
  port.onmessage = ({ data }) => {
    waiting.get(data.id)?.(data.reply);
    waiting.delete(data.id);
  };
});

function call(channel, input) {
  return new Promise((resolve) => {
    lastId += 1;
    waiting.set(lastId, resolve);
    port.postMessage({ id: lastId, channel, input });
  });
}

contextBridge.exposeInMainWorld('kabinet', { call });
