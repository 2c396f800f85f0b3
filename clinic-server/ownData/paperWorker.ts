import { parentPort, workerData } from 'node:worker_threads';
import pdfmake from 'pdfmake';
import { definition, type PaperOrder } from './paperPages.ts';

const order = workerData as PaperOrder;
pdfmake.setFonts({ Inter: { ...order.fonts } });
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => Object.values(order.fonts).includes(path));
const made = await pdfmake.createPdf(definition(order)).getBuffer();
const bytes = new Uint8Array(made);
parentPort?.postMessage(bytes, [bytes.buffer]);
