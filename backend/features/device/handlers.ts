import { dayOf, weekdayOf } from '../../../shared/lib/moscow.ts';
import type { HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { openingHours } from './openingHours.ts';
import { findOffice } from './store.ts';

export type DeviceNeeds = Pick<BackendParts, 'appVersion' | 'device' | 'problem' | 'sync'>;

export function createDeviceHandlers({ appVersion, device, problem, sync }: DeviceNeeds): HandlersOf<'device'> {
  return {
    'device.state': (db, _input, { now }) => {
      const known = problem();
      if (known !== null) return { state: 'problem', problem: known, profile: device().profile, device: null };
      const loading = sync.firstLoad();
      if (loading !== null) return { state: 'loading', ...loading };

      const { profile, code, clinic, phone, officeId, policy } = device();
      const office = findOffice(db, officeId);
      const hours = office === undefined ? null : openingHours(office.hours, weekdayOf(dayOf(now)));
      return {
        ...{ state: 'ready', profile, code, appVersion, clinic, phone },
        office: office === undefined ? clinic : { ru: office.nameRu, en: office.nameEn },
        opensAtMinute: hours?.opensAtMinute ?? null,
        closesAtMinute: hours?.closesAtMinute ?? null,
        ...{ idleSeconds: policy.idleSeconds, warnSeconds: policy.warnSeconds, changeableHours: policy.changeableHours },
        esia: policy.esia ?? 'off',
        termsVersion: null,
      };
    },
  };
}
