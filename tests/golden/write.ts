import { createHash } from 'node:crypto';
import { demoText } from '../../clinic-server/demo/seedDocuments.ts';
import { contract, type CommandChannel, type Input } from '../../shared/contract.ts';
import { kopecks } from '../../shared/lib/money.ts';
import { clinic, goldenId, slotMinutes, tomorrow, writtenAt } from './facts.ts';
import type { GoldenQueue } from './queue.ts';

type Made = Omit<GoldenQueue, 'request'>;

const { booked, moved } = clinic.slots;
const sha256 = createHash('sha256').update(demoText('consent-2026-01.ru'), 'utf8').digest('hex');
const lines = clinic.tests.map(({ code, kopecks: price }) => ({ lineId: goldenId(`line ${code}`), code, kopecks: kopecks(price) }));
const oneResult = { visits: 0, results: 1, orders: 0, waiting: 0 };

/** The commands of one patient at one kiosk, in the order in which they were done, as this build writes them. */
export function writeQueues(): Made[] {
  let order = 0;

  function entry<C extends CommandChannel>(channel: C, input: Omit<Input<C>, 'commandId'>, output: unknown, beside: GoldenQueue['beside'] = {}): Made {
    const commandId = goldenId(channel);
    const whole: unknown = contract[channel].input.parse({ commandId, ...input });
    const said: unknown = contract[channel].output.parse(output);
    return {
      channel,
      version: contract[channel].version,
      outbox: {
        ...{ command_id: commandId, channel, version: contract[channel].version, input: JSON.stringify(whole), output: JSON.stringify(said) },
        ...{ role: 'patient', patient_id: clinic.patientId, sign_in_id: clinic.signInId, state: 'queued', tries: 0, refusal: null, queued_at: writtenAt + (order += 1) * 1_000, settled_at: null },
      },
      beside,
    };
  }

  const asked = (channel: CommandChannel, kind: string, number: string | null, slot: typeof booked | null) => ({
    visit_request: [
      {
        ...{ command_id: goldenId(channel), appointment_id: clinic.appointmentId, kind, asked_at: writtenAt, number, slot_id: slot?.id ?? null, role_id: slot ? clinic.roleId : null },
        ...{ starts_at: slot?.startsAt ?? null, ends_at: slot ? slot.startsAt + slotMinutes * 60_000 : null, service_code: slot ? clinic.visitCode : null, kopecks: slot ? clinic.visitKopecks : null },
      },
    ],
  });
  const visit = { appointmentId: clinic.appointmentId };
  const wish = { entryId: clinic.wishId };
  const offer = { offerId: clinic.offerId, entryId: clinic.wishId };

  return [
    entry('documents.accept', { documentId: goldenId('document'), kind: 'consent', version: '2026-01', sha256, how: 'typed', signature: null, typedName: 'Вымышлена Анна' }, { acceptanceId: goldenId('documents.accept'), acceptedAt: writtenAt }),
    entry('documents.withdraw', { purposes: ['reminders'] }, {}),
    entry('appointments.book', { ...visit, slotId: booked.id, holdId: null }, { ...visit, number: 'К03-0001', confirmed: false }, asked('appointments.book', 'book', 'К03-0001', booked)),
    entry('appointments.move', { ...visit, slotId: moved.id, holdId: null }, visit, asked('appointments.move', 'move', null, moved)),
    entry('appointments.cancel', { ...visit, reason: 'other', comment: 'Передумала' }, visit, asked('appointments.cancel', 'cancel', null, null)),
    entry('checkIn.arrive', { appointmentId: clinic.visitId }, { appointmentId: clinic.visitId }),
    entry('waiting.join', { ...wish, roleId: clinic.roleId, anyDoctor: false, from: tomorrow, until: tomorrow, part: 'morning' }, { ...wish, number: 'К03-0002' }),
    entry('waiting.accept', offer, wish),
    entry('waiting.decline', offer, wish),
    entry('waiting.leave', wish, wish),
    entry('orders.send', { orderId: clinic.orderId, day: tomorrow, lines }, { orderId: clinic.orderId, number: 'К03-0003' }),
    entry('orders.cancel', { orderId: clinic.orderId }, { orderId: clinic.orderId }),
    entry('results.seen', { reportId: clinic.reportId }, {}),
    entry(
      'deletion.erase',
      { receiptId: goldenId('receipt'), of: { scope: 'item', kind: 'results', itemId: clinic.otherReportId } },
      { receiptId: goldenId('receipt'), number: 'К03-0004', madeAt: writtenAt, counts: oneResult, rows: [`DiagnosticReport/${clinic.otherReportId}`] },
    ),
  ];
}
