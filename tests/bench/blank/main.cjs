// The least an Electron program can do: one window as large and as locked as the kiosk's, with one word on it.
const { app, BrowserWindow, screen } = require('electron');

app.enableSandbox();
app.on('window-all-closed', () => {});
const preferences = { sandbox: true, contextIsolation: true, spellcheck: false, backgroundThrottling: false };

/** @param {string | undefined} partition */
globalThis.openBlank = (partition) => {
  const window = new BrowserWindow({ ...screen.getPrimaryDisplay().bounds, frame: false, kiosk: true, show: false, webPreferences: { ...preferences, ...(partition ? { partition } : {}) } });
  // A file of the archive cannot be shown: that privilege is switched off in this program.
  const loaded = window.loadURL('data:text/html,<p>blank</p>');
  window.show();
  return { window, loaded };
};

void app.whenReady().then(() => globalThis.openBlank());
