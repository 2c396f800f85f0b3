import { describe, expect, it } from 'vitest';
import { mayNavigate, pageAddress } from '../../../main/shell/navigation.ts';

const here = pageAddress('index.html');

const schemes = [
  'http', 'https', 'file', 'data', 'blob', 'javascript', 'about', 'chrome', 'devtools', 'view-source', 'filesystem', 'ftp', 'ws', 'wss', 'mailto', 'tel', 'sms',
  'ms-settings', 'ms-msdt', 'search-ms', 'shell', 'vscode', 'kabinets', 'xkabinet', 'kabinet.', 'kabinet+app', 'intent', 'market', 'magnet', 'git', 'ssh', 'smb', 'ldap', 'gopher', 'chrome-extension',
];
const forms = [(scheme: string) => `${scheme}://app/index.html`, (scheme: string) => `${scheme}:app/index.html`, (scheme: string) => `${scheme}:///index.html`];

const tricks = [
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
  'kabinet://app/index.html?',
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

describe('where a page may go', () => {
  it('H7 a page may load itself again', () => {
    expect(mayNavigate(here, here)).toBe(true);
    expect(mayNavigate(`${here}#part`, here)).toBe(true);
    expect(mayNavigate(pageAddress('print.html'), pageAddress('print.html'))).toBe(true);
  });

  const everywhere = [...new Set([...tricks, ...schemes.flatMap((scheme) => forms.map((form) => form(scheme)))])];

  it('H7 the table of tricks is as long as promised', () => {
    expect(everywhere.length).toBeGreaterThanOrEqual(180);
  });

  it.each(everywhere.map((target) => [target.slice(0, 60), target]))('H7 refuses %j', (_shown, target) => {
    // An empty query is no other page; everything else on the list must be refused.
    const isSelf = target === 'kabinet://app/index.html?';
    expect(mayNavigate(target, here)).toBe(isSelf);
  });

  it.each(['https://app/index.html', 'about:blank', '', 'kabinet://evil/index.html'])('H7 nothing leads into our pages from %j', (from) => {
    expect(mayNavigate(here, from)).toBe(false);
  });
});
