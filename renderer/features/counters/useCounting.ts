import { useEffect } from 'react';
import type { PageMark } from '../../../shared/features/counters.ts';
import { useApp } from '../../app/appContext.ts';
import { call, useRead } from '../../app/client.ts';
import type { Route } from '../../app/routerStore.ts';
import type { ViewStore } from '../../app/viewStore.ts';
import { markOf } from './marks.ts';

/** Row D6: tells the backend which screens of a kiosk are opened. Nobody waits for it and nothing is said when it fails. */
export function useCounting(): void {
  const { router, view } = useApp();
  const device = useRead('device.state', {}).data;
  const isKiosk = device?.state === 'ready' && device.profile === 'kiosk';
  useEffect(() => {
    if (!isKiosk) return undefined;
    countRoute(router.getState().stack.at(-1));
    countView(view.getState());
    const stops = [
      router.subscribe(({ stack }, before) => {
        if (stack.at(-1) !== before.stack.at(-1)) countRoute(stack.at(-1));
      }),
      view.subscribe(countView),
    ];
    return () => stops.forEach((stop) => stop());
  }, [isKiosk, router, view]);
}

function countRoute(route: Route | undefined): void {
  const mark = route === undefined ? null : markOf(route);
  if (mark !== null) count(mark);
}

function countView({ view, language }: ViewStore): void {
  if (view === 'accessible') count('view.accessible');
  if (language === 'en') count('language.english');
}

function count(mark: PageMark): void {
  call('counters.count', { mark }).catch(() => undefined);
}
