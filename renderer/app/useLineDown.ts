import { useRead } from './client.ts';

/** True when the centre certainly cannot be reached: said before anybody types what could not be sent. */
export function useLineDown(): boolean {
  return useRead('sync.status', {}).data?.line === 'down';
}
