/**
 * Addresses that look like ours, or are somebody's who would like to be: none of them is the page a page of ours may load again. Spelled
 * with userinfo, ports, dots, backslashes, case, alphabets, escapes, and under other schemes.
 */
export const schemes = [
  'http', 'https', 'file', 'data', 'blob', 'javascript', 'about', 'chrome', 'devtools', 'view-source', 'filesystem', 'ftp', 'ws', 'wss', 'mailto', 'tel', 'sms',
  'ms-settings', 'ms-msdt', 'search-ms', 'shell', 'vscode', 'kabinets', 'xkabinet', 'kabinet.', 'kabinet+app', 'intent', 'market', 'magnet', 'git', 'ssh', 'smb', 'ldap', 'gopher', 'chrome-extension',
  'ms-word', 'onenote', 'skype', 'tg', 'whatsapp', 'zoommtg', 'callto', 'jar', 'resource', 'chrome-untrusted', 'chrome-search', 'webcal', 'feed', 'news', 'irc', 'kabinet-app',
];
const forms = [(scheme: string) => `${scheme}://app/index.html`, (scheme: string) => `${scheme}:app/index.html`, (scheme: string) => `${scheme}:///index.html`];

const spelled = [
  'kabinet://app/print.html',
  'kabinet://app/gallery.html',
  'kabinet://app/',
  'kabinet://app',
  'kabinet:app/index.html',
  'kabinet:/app/index.html',
  'kabinet:///app/index.html',
  'kabinet:////app/index.html',
  'kabinet://app//index.html',
  'kabinet://app./index.html',
  'kabinet://.app/index.html',
  'kabinet://APP/index.html',
  'kabinet://app%2e/index.html',
  'kabinet://%61pp/index.html',
  'kabinet://app:80/index.html',
  'kabinet://app:0/index.html',
  'kabinet://user@app/index.html',
  'kabinet://user:secret@app/index.html',
  'kabinet://:@app@evil.example/index.html',
  'kabinet://app@evil.example/index.html',
  'kabinet://app:80@evil.example/index.html',
  'kabinet://evil.example/index.html',
  'kabinet://evil.example#@app/index.html',
  'kabinet://evil.example?@app/index.html',
  'kabinet://evil.example\\@app/index.html',
  'kabinet://app.evil.example/index.html',
  'kabinet://evilapp/index.html',
  'kabinet://аpp/index.html',
  'kabinet://арр/index.html',
  'kabinet://xn--pp-7kc/index.html',
  'kabinet://app\u200b/index.html',
  'kabinet://app\u3002/index.html',
  'kabinet://ａｐｐ/index.html',
  'kabinet://app/index.html?x=1',
  'kabinet://app/index.html%00',
  'kabinet://app/index.html%20',
  'kabinet://app/index.html/',
  'kabinet://app/index.html/..',
  'kabinet://app/index.html;a',
  'kabinet://app/Index.html',
  'kabinet://app/INDEX.HTML',
  'kabinet://app/index%2ehtml',
  'kabinet://app/%69ndex.html',
  'kabinet://app/../etc/passwd',
  'kabinet://app/..%2fetc/passwd',
  'kabinet://app/%2e%2e/etc/passwd',
  'kabinet://app/..%5c..%5cwindows',
  'kabinet://app/a/index.html',
  'kabinet://app\\index.html',
  'kabinet:\\\\app\\index.html',
  'kabinet://app/\\evil.example',
  'kabinet://[::1]/index.html',
  'kabinet://127.0.0.1/index.html',
  'kabinet://localhost/index.html',
  'KABINET://evil.example/index.html',
  'blob:kabinet://app/5b0c3f1e',
  'filesystem:kabinet://app/temporary/index.html',
  'view-source:kabinet://app/index.html',
  'javascript:location="kabinet://app/index.html"',
  'data:text/html,<script>1</script>',
  'about:blank',
  'about:srcdoc',
  '//app/index.html',
  '/index.html',
  'index.html',
  '',
  ' ',
  '\0',
  'kabinet',
  'kabinet:',
  'kabinet:/',
  'kabinet://',
  'kabinet:///',
  '\\\\server\\share\\index.html',
  'C:\\index.html',
  'file://server/share/index.html',
  'https://app/index.html#kabinet://app/index.html',
  'https://clinic.example/?next=kabinet://app/index.html',
  'x'.repeat(100_000),
  `kabinet://app/${'a'.repeat(100_000)}.html`,
  `kabinet://app/${'../'.repeat(1000)}etc/passwd`,
];

const strangeUsers = ['user@', 'user:secret@', 'app@', 'kabinet%3A%2F%2Fapp@', '%40@', 'app%2Findex.html@'];
const strangeHosts = [
  'APP', 'aPP', 'app.', '.app', 'app..', 'app%2e', '%61pp', 'app%00', 'app%20', 'app%2f', 'app:1', 'app:80', 'app:443', 'app:65535', 'аpp', 'aрp', 'αpp', 'ａpp', 'app。', 'app．', 'a\u00adpp', 'ap\u200dp', 'app\u202e',
  'xn--app-', 'app.local', 'app.evil.example', 'evil.example', 'evil-app', 'app-evil', 'app_', 'ap', 'appp', 'localhost', '127.0.0.1', '[::1]', '0', '0x7f.1', '2130706433', 'index.html', 'kabinet', 'app,evil', 'app;evil', "app'", 'app*',
];
const ownPaths = ['/index.html', '/index.html#', '/print.html', '//index.html', '/'];
const strangePaths = [
  '/index.html?x', '/index.html?x=/index.html', '/index.html/', '/index.html//', '/index.html/.', '/index.html/x/..', '/index.html.', '/index.html%', '/index.html%0', '/index.html%0a', '/index.html%2f', '/index.html%5c',
  '/index.html;', '/index.html,', '/index.html:', '/index.html\\', '/index.html~', '/index.html*', '/index.htm', '/index.htmlx', '/ındex.html', '/іndex.html', '/index．html', '/%2e%2e/index.html%00', '/%2f/index.html', '/\\index.html',
  '/a/index.html', '/.index.html', '/..index.html', '/...', '/index', '/html', '/assets/index.html', '/INDEX.html', '/index.HTML', '/index.html@app', '/@app/index.html', '/app/index.html', '/kabinet://app/index.html',
];

export const addressTricks: readonly string[] = [
  ...new Set([
    ...spelled,
    ...schemes.flatMap((scheme) => forms.map((form) => form(scheme))),
    ...strangeUsers.flatMap((user) => ownPaths.map((path) => `kabinet://${user}app${path}`)),
    ...strangeHosts.flatMap((host) => ownPaths.map((path) => `kabinet://${host}${path}`)),
    ...strangePaths.map((path) => `kabinet://app${path}`),
  ]),
];

/** Other spellings of the very page: the parser takes tabs, dots and empty parts away, in Chromium as here. */
export const ownSpellings: readonly string[] = [
  'kabinet://app/index.html', 'kabinet://app/index.html?', 'kabinet://app/index.html#part', 'KABINET://app/index.html', ' kabinet://app/index.html ', '\tkabinet://app/index.html', 'kabi\nnet://a\tpp/index.html',
  'kabinet://app/./index.html', 'kabinet://app/x/../index.html', 'kabinet://app/%2e/index.html', 'kabinet://app/../../index.html', 'kabinet://@app/index.html', 'kabinet://app:/index.html',
];
