import { expect, it } from 'vitest';
import { webPreferences } from '../../../main/shell/webPreferences.ts';

// Written out once more: a change of what every page runs with has to be made in two places, and so on purpose.
it('H1 what every page runs with is what was reviewed, and nobody can change it', () => {
  expect(webPreferences).toEqual({
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
    backgroundThrottling: false,
    disableBlinkFeatures: 'FileSystemAccess,FileSystemAccessLocal,Auxclick',
  });
  expect(Object.isFrozen(webPreferences)).toBe(true);
});
