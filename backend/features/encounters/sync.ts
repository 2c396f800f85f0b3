import type { SyncRules } from '../../sync/rules.ts';
import { readCharge, readDocument, readEncounter, readLink } from './readResources.ts';
import * as store from './store.ts';

export const encountersSync = {
  apply: {
    Encounter: (tx, { id, content }) => {
      const row = readEncounter(content);
      if (row === null) store.removeEncounter(tx, id);
      else store.saveEncounter(tx, row);
    },
    ChargeItem: (tx, { id, content }) => {
      const row = readCharge(content);
      if (row === null) store.removeCharge(tx, id);
      else store.saveCharge(tx, row);
    },
    DocumentReference: (tx, { id, content }) => {
      const row = readDocument(content);
      if (row === null) store.removeDocument(tx, id);
      else store.saveDocument(tx, row);
    },
    DiagnosticReport: (tx, { id, content }) => {
      const link = readLink(content);
      if (link === null) store.removeLink(tx, id);
      else store.saveLink(tx, link);
    },
  },
  remove: { Encounter: store.removeEncounter, ChargeItem: store.removeCharge, DocumentReference: store.removeDocument, DiagnosticReport: store.removeLink },
  push: {},
} satisfies SyncRules<'encounters'>;
