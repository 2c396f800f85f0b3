import { createRequire } from 'node:module';
import type { Patient } from '@medplum/fhirtypes';
import pdfmake from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { readClinicDocument } from '../../shared/lib/clinicDocument.ts';
import { blocksOf, withoutTitle, type Block } from '../../shared/lib/documentBlocks.ts';
import { startOf } from '../../shared/lib/moscow.ts';
import type { Acceptance } from './acceptanceStore.ts';
import type { Published, PublishedText } from './published.ts';
import type { SignedFor } from './signedFor.ts';

export interface PaperCopy {
  readonly acceptance: Pick<Acceptance, 'id' | 'device' | 'how' | 'signature' | 'typedName' | 'acceptedAt' | 'sha256'>;
  readonly document: Pick<Published, 'version' | 'effective'>;
  readonly text: PublishedText;
  readonly patient: Pick<Patient, 'name' | 'birthDate'>;
  readonly clinic: string;
  readonly recordedBy?: { readonly name: string } | null;
  readonly representative?: Pick<SignedFor, 'name' | 'relationship'> | null;
}

const require = createRequire(import.meta.url);
const inter = {
  normal: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
};

const moment = new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Moscow' });
const day = new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'Europe/Moscow' });
const byRight = { parent: 'как родитель', guardian: 'как опекун', proxy: 'по доверенности' } as const;
const how = { finger: 'подпись пальцем на экране', typed: 'имя, набранное на клавиатуре', paper: 'подпись на бумаге' } as const;

function nameOf({ name }: Pick<Patient, 'name'>): string {
  const official = name?.[0];
  return [official?.family, ...(official?.given ?? [])].filter((part) => part !== undefined).join(' ');
}

function contentOf({ kind, level, marker, spans }: Block): Content {
  const text = spans.map((span) => ({ text: span.text, bold: span.strong }));
  if (kind === 'heading') return { text, bold: true, fontSize: level === 1 ? 15 : level === 2 ? 12 : 10.5, margin: [0, 10, 0, 4] };
  if (kind === 'paragraph') return { text, margin: [0, 0, 0, 6] };
  return { columns: [{ width: 22, text: marker ?? '' }, { width: '*', text }], margin: [(level - 1) * 22, 0, 0, 4] };
}

function signatureOf({ acceptance }: PaperCopy): Content[] {
  if (acceptance.signature) return [{ image: `data:image/png;base64,${acceptance.signature.toString('base64')}`, fit: [240, 90], margin: [0, 6, 0, 0] }];
  return acceptance.typedName === null ? [] : [{ text: acceptance.typedName, fontSize: 16, margin: [0, 6, 0, 0] }];
}

function definition(copy: PaperCopy): TDocumentDefinitions {
  const { acceptance, document, text, patient, clinic, recordedBy, representative } = copy;
  const { title, body } = readClinicDocument(text.text);
  const at = `${moment.format(acceptance.acceptedAt)} (московское время)`;
  const fact = (name: string, value: string, noWrap = false) => [{ text: name, color: '#555555' }, { text: value, noWrap, ...(noWrap ? { fontSize: 8.5 } : {}) }];
  return {
    info: { title: `${title}. Версия ${document.version}`, author: clinic, creationDate: new Date(acceptance.acceptedAt) },
    language: text.language === 'en' ? 'en-GB' : 'ru-RU',
    // An archive's form: nothing outside the file, fonts inside, texts that can be copied out.
    version: '1.7',
    subset: 'PDF/A-3b',
    pageSize: 'A4',
    pageMargins: [56, 56, 56, 64],
    defaultStyle: { font: 'Inter', fontSize: 10, lineHeight: 1.25 },
    footer: (page, pages) => ({ text: `${clinic} · версия ${document.version} · страница ${page} из ${pages}`, fontSize: 8, color: '#555555', margin: [56, 20, 56, 0] }),
    content: [
      { text: title, fontSize: 18, bold: true, margin: [0, 0, 0, 2] },
      { text: `Версия ${document.version}, действует с ${day.format(startOf(document.effective))}`, color: '#555555', margin: [0, 0, 0, 8] },
      ...withoutTitle(title, blocksOf(body)).map(contentOf),
      {
        unbreakable: true,
        margin: [0, 18, 0, 0],
        stack: [
          { text: 'Подтверждение', fontSize: 12, bold: true, margin: [0, 0, 0, 6] },
          {
            layout: 'noBorders',
            table: {
              widths: [130, '*'],
              body: [
                ...(representative ? [fact('Кто', `${representative.name}, ${byRight[representative.relationship]}`)] : []),
                fact(representative ? 'За кого' : 'Кто', `${nameOf(patient)}, дата рождения ${patient.birthDate ?? 'не указана'}`),
                fact('Когда', at),
                fact('Устройство', acceptance.device, true),
                fact('Как', how[acceptance.how]),
                ...(recordedBy ? [fact('Подпись принял(а)', recordedBy.name)] : []),
                fact('Номер', acceptance.id, true),
                fact('SHA-256 текста', acceptance.sha256, true),
              ],
            },
          },
          ...signatureOf(copy),
        ],
      },
    ],
  };
}

/** The PDF a patient may keep: the whole text, what was agreed to and how. The same acceptance gives the same words each time. */
export async function paperCopy(copy: PaperCopy): Promise<Buffer> {
  // The library keeps these for the whole process; said each time, so that nobody else's settings reach a signed text.
  pdfmake.setFonts({ Inter: inter });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(inter).includes(path));
  return pdfmake.createPdf(definition(copy)).getBuffer();
}
