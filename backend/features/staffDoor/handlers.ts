import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

export type StaffDoorNeeds = Pick<BackendParts, 'appVersion' | 'device' | 'server' | 'shell' | 'staff'>;

export function createStaffDoorHandlers({ appVersion, device, server, shell, staff }: StaffDoorNeeds): HandlersOf<'staffDoor'> {
  return {
    'staffDoor.enter': ({ code }) => staff.enter(code),
    'staffDoor.state': () => {
      const secondsLeft = staff.secondsLeft();
      if (secondsLeft === 0) return { state: 'closed' };
      const { code, profile } = device();
      return { state: 'open', device: code, profile, appVersion, server, secondsLeft };
    },
    'staffDoor.exit': () => {
      if (staff.secondsLeft() === 0) return Promise.resolve(new Refusal('closed'));
      shell.exit();
      return Promise.resolve({});
    },
    'staffDoor.leave': () => {
      staff.close();
      return Promise.resolve({});
    },
  };
}
