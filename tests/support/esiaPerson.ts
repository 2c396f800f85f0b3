import type { SimulatorUser } from '../../clinic-server/esiaSimulator/model.ts';

export interface PageSeen {
  readonly status: number;
  /** Where the server sends on; null when it showed a page. */
  readonly location: string | null;
  readonly html: string;
  readonly headers: Headers;
}

/** A browser without scripts: keeps the cookie, follows links inside the simulator, stops before it leaves it. */
export function createBrowser(url: string) {
  let cookie = '';

  async function ask(target: string, init: RequestInit = {}): Promise<PageSeen> {
    const response = await fetch(new URL(target, url), { ...init, redirect: 'manual', headers: { ...(cookie ? { cookie } : {}) } });
    const given = response.headers.getSetCookie()[0];
    if (given !== undefined) cookie = /Max-Age=0/.test(given) ? '' : (given.split(';')[0] ?? '');
    return { status: response.status, location: response.headers.get('location'), html: await response.text(), headers: response.headers };
  }

  async function follow(seen: PageSeen): Promise<PageSeen> {
    if (seen.location === null || new URL(seen.location, url).origin !== url) return seen;
    return follow(await ask(seen.location));
  }

  const open = async (target: string): Promise<PageSeen> => follow(await ask(target));

  async function submit({ html }: PageSeen, fields: Readonly<Record<string, string>>): Promise<PageSeen> {
    const action = /<form method="post" action="([^"]+)">/.exec(html)?.[1];
    const request = /name="request" value="([^"]+)"/.exec(html)?.[1];
    if (action === undefined || request === undefined) throw new Error('there is no form on this page');
    return follow(await ask(action, { method: 'POST', body: new URLSearchParams({ request, ...fields }) }));
  }

  return {
    ask,
    open,
    submit,
    logIn: (page: PageSeen, user: SimulatorUser) => submit(page, { login: user.login, password: user.password }),
    allow: (page: PageSeen) => submit(page, { decision: 'allow' }),
    refuse: (page: PageSeen) => submit(page, { decision: 'refuse' }),
    /** From the address of the authorization to the callback's address, whatever pages lie between. */
    async walk(target: string, user: SimulatorUser): Promise<URL> {
      let seen = await open(target);
      for (let step = 0; seen.location === null && step < 4; step++) {
        if (seen.html.includes('name="login"')) seen = await submit(seen, { login: user.login, password: user.password });
        else if (seen.html.includes('name="code"')) seen = await submit(seen, { code: /<b>(\d{6})<\/b>/.exec(seen.html)?.[1] ?? '' });
        else seen = await submit(seen, { decision: 'allow' });
      }
      if (seen.location === null) throw new Error(`the walk ended on a page, status ${seen.status}`);
      return new URL(seen.location);
    },
    cookie: () => cookie,
    plant: (value: string) => void (cookie = value),
  };
}
export type Browser = ReturnType<typeof createBrowser>;
