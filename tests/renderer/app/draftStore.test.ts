import { describe, expect, it } from 'vitest';
import { createDraft } from '../../../renderer/app/draftStore.ts';
import { instant } from '../../../shared/lib/moscow.ts';

function draft() {
  let made = 0;
  return createDraft(() => `id-${(made += 1)}`).getState;
}

const slot = { roleId: 'r', slotId: 's', startsAt: instant(0), durationMinutes: 20 };

describe('what somebody has chosen so far', () => {
  it('K2 another person who signs in after a restart finds nothing of it, the same one finds all', () => {
    const it = draft();
    it().chooseTime(slot, null);
    expect(it().claim('anna')).toBe(true);
    it().markSent();
    expect(it().claim('anna')).toBe(true);
    expect([it().slot, it().commandId, it().sent]).toEqual([slot, 'id-1', true]);
    expect(it().claim('boris')).toBe(false);
    expect([it().slot, it().commandId, it().cancelling, it().sent]).toEqual([null, null, null, false]);
    expect(it().claim('boris')).toBe(true);
  });

  it('K2 whose it is outlasts a finished booking, and is forgotten with the patient', () => {
    const it = draft();
    it().claim('anna');
    it().clear();
    it().chooseTime(slot, null);
    expect(it().claim('boris')).toBe(false);
    it().forget();
    it().chooseTime(slot, null);
    expect(it().claim('anna')).toBe(true);
    expect(it().slot).toEqual(slot);
  });

  it('O3 a cancellation goes on under its id with all that was said, another visit begins its own', () => {
    const it = draft();
    it().beginCancel('visit');
    it().setCancelling({ reason: 'other', comment: 'уезжаю' });
    it().beginCancel('visit');
    expect(it().cancelling).toEqual({ appointmentId: 'visit', commandId: 'id-1', reason: 'other', comment: 'уезжаю', sent: false });
    it().beginCancel('another');
    expect(it().cancelling).toEqual({ appointmentId: 'another', commandId: 'id-2', reason: null, comment: '', sent: false });
  });
});
