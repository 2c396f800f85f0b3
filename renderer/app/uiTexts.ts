import type { TFunction } from 'i18next';
import type { UiWordsShape } from '../ui/uiWords.ts';

export function uiTexts(t: TFunction): UiWordsShape {
  return {
    up: t('shell.ui.up'),
    down: t('shell.ui.down'),
    page: (from, to, total) => t('shell.ui.page', { from, to, total }),
    pageSpoken: (from, to, total) => t('shell.ui.pageSpoken', { from, to, total }),
    show: t('shell.ui.show'),
    hide: t('shell.ui.hide'),
    clear: t('shell.ui.clear'),
    close: t('shell.ui.close'),
    back: t('shell.back'),
    chosen: t('shell.ui.chosen'),
    loading: t('shell.ui.loading'),
    actions: t('shell.ui.actions'),
    step: (now, total) => t('shell.ui.step', { now, total }),
    secondsLeft: (seconds) => t('shell.ui.secondsLeft', { count: seconds }),
    keyboard: {
      label: t('shell.keyboard.label'),
      shift: t('shell.keyboard.shift'),
      erase: t('shell.keyboard.erase'),
      space: t('shell.keyboard.space'),
      hide: t('shell.keyboard.hide'),
      letters: t('shell.keyboard.letters'),
      latin: t('shell.keyboard.latin'),
      digits: t('shell.keyboard.digits'),
    },
  };
}
