/** Row H1: what every page of ours runs with, whatever its window. Frozen, so that no caller can loosen it. */
export const webPreferences = Object.freeze({
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  spellcheck: false,
  enableWebSQL: false,
  navigateOnDragDrop: false,
  disableDialogs: true,
  devTools: false,
  // A warmed window and a page for the printer draw while they are hidden.
  backgroundThrottling: false,
  disableBlinkFeatures: 'FileSystemAccess,FileSystemAccessLocal,Auxclick',
});
