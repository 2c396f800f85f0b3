import type { AuditEvent } from '@medplum/fhirtypes';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { aboutPatient, consents, orders, representatives, results, visits, waiting, type Table } from './paperSections.ts';
import { trailTable } from './paperTrail.ts';
import { paperRecord } from './paperRecord.ts';
import { momentWords, plain } from './paperText.ts';
import type { HeldRow } from './collect.ts';

/** All that a page is made of: it crosses to a thread of its own. */
export interface PaperOrder {
  readonly rows: readonly HeldRow[];
  readonly events: readonly AuditEvent[];
  readonly clinic: string;
  readonly phone: string;
  readonly madeAt: number;
  /** Where fonts lie. */
  readonly fonts: { readonly normal: string; readonly bold: string };
}

const quiet = '#555555';
const line = '#bbbbbb';

const layout = { hLineWidth: (at: number) => (at === 0 ? 0 : 0.5), vLineWidth: () => 0, hLineColor: () => line, paddingLeft: () => 0, paddingRight: () => 6, paddingTop: () => 2.5, paddingBottom: () => 2.5 };

function tableOf({ widths, head, rows }: Table): Content {
  if (rows.length === 0) return { text: 'Записей нет.', color: quiet, margin: [0, 0, 0, 6] };
  const cell = (text: string) => ({ text: text === '' ? '–' : text });
  return {
    layout,
    margin: [0, 0, 0, 8],
    table: { headerRows: head.length === 0 ? 0 : 1, keepWithHeaderRows: 1, dontBreakRows: false, widths: [...widths], body: [...(head.length === 0 ? [] : [head.map((text) => ({ text, color: quiet, fontSize: 7.5 }))]), ...rows.map((row) => row.map(cell))] },
  };
}

/** So many rows stay on one sheet with their heading; a longer table takes its head along instead. */
const together = 14;

interface Block {
  readonly heading?: Content;
  readonly table?: Table;
  readonly text?: string;
}

/** A heading alone at the foot of a sheet belongs to the next one. */
function blockOf({ heading, table, text = '' }: Block, before: readonly Content[]): Content[] {
  const head = [...before, ...(heading === undefined ? [] : [heading])];
  const words: Content[] = text === '' ? [] : [{ text, margin: [0, 0, 0, 8] }];
  if (table === undefined) return [{ unbreakable: text.length < 1500, stack: [...head, ...words] }];
  if (table.rows.length <= together) return [{ unbreakable: true, stack: [...head, tableOf(table)] }, ...words];
  return [...(head.length === 0 ? [] : [{ unbreakable: true, stack: head, headlineLevel: 1 } satisfies Content]), tableOf(table), ...words];
}

function sectionOf(title: string, blocks: readonly Block[], lead?: string): Content[] {
  const head: Content[] = [{ text: title, fontSize: 14, bold: true, margin: [0, 14, 0, 4], tocItem: true }, ...(lead === undefined ? [] : [{ text: lead, color: quiet, margin: [0, 0, 0, 6] } satisfies Content])];
  const [first = { table: nothing }, ...others] = blocks;
  return [...blockOf(first, head), ...others.flatMap((block) => blockOf(block, []))];
}

const nothing: Table = { widths: [], head: [], rows: [] };

/** D4: the whole record for a person to read. Everything in it is text: what looks like markup is printed as it is written. */
export function definition({ rows, events, clinic, phone, madeAt }: PaperOrder): TDocumentDefinitions {
  const record = paperRecord(rows);
  const name = plain(clinic);
  const reports = results(record);
  const done = visits(record);
  return {
    info: { title: 'Все мои данные', author: name, creationDate: new Date(madeAt) },
    language: 'ru-RU',
    version: '1.7',
    subset: 'PDF/A-3b',
    pageSize: 'A4',
    pageMargins: [48, 48, 48, 56],
    defaultStyle: { font: 'Inter', fontSize: 8.5, lineHeight: 1.2 },
    footer: (page, pages) => ({ text: `${name} · все данные личного кабинета на ${momentWords(madeAt)} · страница ${page} из ${pages}`, fontSize: 7.5, color: quiet, margin: [48, 18, 48, 0] }),
    pageBreakBefore: (node, nodes) => node.headlineLevel !== undefined && nodes.getFollowingNodesOnPage().length === 0,
    content: [
      { text: 'Все мои данные', fontSize: 22, bold: true },
      { text: `Всё, что хранит о вас личный кабинет: ${name}, ${momentWords(madeAt)} (московское время)`, color: quiet, margin: [0, 2, 0, 10] },
      { toc: { title: { text: 'Содержание', fontSize: 12, bold: true, margin: [0, 0, 0, 4] }, numberStyle: { color: quiet } } },
      ...sectionOf('Кто вы', [{ table: aboutPatient(record) }]),
      ...sectionOf('Приёмы и записи на приём', done.map(({ title, table }) => ({ ...(title === null ? {} : { heading: heading(title) }), table })), 'Сначала последние.'),
      ...sectionOf('Лист ожидания', [{ table: waiting(record) }]),
      ...sectionOf('Результаты анализов и исследований', reports.map(({ title, lead, table, text }) => ({ heading: heading(title, lead), text, ...(table.rows.length > 0 ? { table } : {}) })), 'Сначала последние. Отметки поставила лаборатория. Обсудите результаты с врачом: он знает вашу историю целиком.'),
      ...sectionOf('Заказы услуг', [{ table: orders(record) }]),
      ...sectionOf('Согласия и подписанные документы', [{ table: consents(record) }], 'Сами документы есть в кабинете и в файле для другой клиники.'),
      ...sectionOf('Кто может действовать за вас', [{ table: representatives(record) }]),
      ...sectionOf('Кто смотрел эти данные', [{ table: trailTable(events) }], `Сначала последние. Имена сотрудников даны буквами: спросите о них в клинике${phone === '' ? '' : `, ${plain(phone)}`}.`),
    ],
  };
}

function heading(title: string, lead?: string): Content {
  return { text: [{ text: title, bold: true, fontSize: 9.5 }, ...(lead === undefined || lead === '' ? [] : [{ text: `  ${lead}`, color: quiet }])], margin: [0, 6, 0, 2] };
}
