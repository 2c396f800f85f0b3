import { useStore } from 'zustand';
import { useApp } from './appContext.ts';
import { homeRoute, type Route } from './routerStore.ts';

export interface Router {
  readonly route: Route;
  readonly go: (route: Route) => void;
  readonly replace: (route: Route) => void;
  readonly back: () => void;
  readonly backTo: (name: Route['name']) => void;
  readonly home: () => void;
}

export function useRouter(): Router {
  const { stack, go, replace, back, backTo, home } = useStore(useApp().router);
  return { route: stack.at(-1) ?? homeRoute, go, replace, back, backTo, home };
}
