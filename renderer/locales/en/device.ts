import type { device as russian } from '../ru/device.ts';

export const device: typeof russian = {
  starting: { title: 'The kiosk is starting', text: 'It takes a few seconds.' },
  loading: {
    title: 'Loading the schedule',
    text: 'This happens once, at the first start.',
    progress: '{{done}} of {{total}} received',
    progressUnknown: '{{done}} received',
  },
  problem: {
    title: 'The kiosk is out of service',
    text: 'Patients’ data are safe. Please go to the reception desk.',
    forStaff: 'For staff',
    not_enrolled: 'The device is not connected to the centre. It needs an enrolment code from the administrator.',
    enrolment_refused: 'The centre did not accept the enrolment code: used, expired or mistyped. Get a new code.',
    server_untrusted: 'The server’s certificate was not accepted: the server did not prove that it is yours. Nothing was sent. Check the address, the server’s certificate and this computer’s clock; the kiosk keeps trying by itself.',
    authority_unreadable: 'The certification authority’s file (--ca) cannot be read or holds no authority’s certificate. Pass the PEM file you got from the administrator.',
    keychain_unavailable: 'The operating system’s key store does not answer. Sign in to the system as the kiosk’s user and start the program again.',
    key_missing: 'The key store has no key of this device. The data file is whole but cannot be opened without it. Tell the administrator.',
    key_wrong: 'The stored key does not fit the data file. The file was not touched. Tell the administrator.',
    file_missing: 'The data file is gone or empty although the device has worked before. Tell the administrator, delete nothing.',
    file_damaged: 'The data file is damaged. Tell the administrator, delete nothing.',
    database_from_the_future: 'The data were written by a newer version of the program. Install it; the data were not touched.',
  },
  help: {
    title: 'How can we help?',
    reception: 'Go to the reception desk',
    receptionDetail: 'They book, cancel and print the same.',
    call: 'Call {{phone}}',
    callDetail: 'Tell the number of this kiosk: {{code}}',
    larger: 'Large letters',
    largerDetail: 'The button “Larger” below: everything twice as big, buttons within reach.',
    keyboard: 'A keyboard works too',
    keyboardDetail: 'Tab and arrows move, Enter presses, Esc closes a question.',
    privacy: 'When you have finished',
    privacyDetail: 'Touch “Sign out”: everything of yours leaves the screen. If you forget, the kiosk does it by itself.',
  },
};
