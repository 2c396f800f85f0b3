import { existsSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const renderer = join(import.meta.dirname, 'renderer');

export default defineConfig(({ mode }) => {
  // The gallery of components is for developers and the screenshots; a release does not carry it.
  const pages = ['index', 'print', 'outOfService', 'signIn', ...(mode === 'gallery' ? ['gallery'] : [])];
  return {
    root: renderer,
    base: '/',
    plugins: [react()],
    build: {
      target: 'chrome130',
      // The content policy allows scripts, styles and fonts from files only: nothing inlined, no injected preload script.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      sourcemap: mode === 'gallery',
      chunkSizeWarningLimit: 2000,
      rolldownOptions: {
        input: Object.fromEntries(pages.map((page) => [page, join(renderer, `${page}.html`)]).filter(([, file]) => file !== undefined && existsSync(file))),
      },
    },
  };
});
