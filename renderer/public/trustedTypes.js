// The first script of every page. react-aria empties its announcer by `innerHTML = ''`; without a default policy that throws inside
// React and the whole page disappears. Only the empty string is let through; any other HTML or script is refused, and of the script
// addresses there is one: the reader of PDF files, which runs as a worker of this origin.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy('default', {
    createHTML: (html) => (html === '' ? '' : null),
    createScript: () => null,
    createScriptURL: (address) => (/^(kabinet:\/\/app)?\/assets\/pdf\.worker\.min-[\w-]+\.mjs$/.test(address) ? address : null),
  });
}

// zod asks once, by trying, whether it may compile its checks with `new Function`. The policy refuses and reports that; so it is told beforehand.
globalThis.__zod_globalConfig = { jitless: true };
