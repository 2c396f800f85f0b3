import type { PageMark } from '../../../shared/features/counters.ts';
import type { Route } from '../../app/routerStore.ts';

/** Screens that are counted by their own name. The others are counted by what came of them, or not at all. */
const named: Readonly<Partial<Record<Route['name'], PageMark>>> = {
  home: 'screen.home',
  signIn: 'screen.signIn',
  register: 'screen.register',
  recover: 'screen.recover',
  onPhone: 'screen.onPhone',
  documents: 'screen.documents',
  consents: 'screen.consents',
  withdraw: 'screen.withdraw',
  confirm: 'step.confirm',
  cabinet: 'screen.cabinet',
  visits: 'screen.visits',
  visit: 'screen.visit',
  account: 'screen.account',
  prices: 'screen.prices',
  help: 'screen.help',
  counters: 'screen.counters',
};

/** Never more of a route than its name and purpose: whose record, which doctor and which time stay where they are. */
export function markOf(route: Route): PageMark | null {
  if (route.name === 'doctors') return route.purpose === 'book' ? 'step.doctor' : 'screen.doctors';
  if (route.name === 'time') return route.purpose === 'move' ? null : route.purpose === 'book' ? 'step.time' : 'screen.time';
  return named[route.name] ?? null;
}
