// The least a call to another process can cost: page, sandboxed preload, port, utility process, and back. Nothing is checked, looked
// up or counted; the answer is a value that was put there before.
const { join } = require('node:path');
const { app, BrowserWindow, MessageChannelMain, utilityProcess } = require('electron');

app.enableSandbox();
app.on('window-all-closed', () => {});

void app.whenReady().then(async () => {
  const child = utilityProcess.fork(join(__dirname, 'echo.cjs'), [], { serviceName: 'echo', env: {} });
  globalThis.answerWith = (value) => child.postMessage(value);
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, spellcheck: false, backgroundThrottling: false, preload: join(__dirname, 'preload.cjs') },
  });
  await window.loadURL('data:text/html,<p>echo</p>');
  window.show();
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage(null, [port1]);
  window.webContents.postMessage('port', null, [port2]);
});
