/** Fields take a caret and a selection; nothing else on a kiosk's page does. */
function isInField(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
  return element?.closest('input, textarea') !== null && element !== null;
}

/**
 * What a hand may not do to a page of a kiosk: menus, other buttons of a mouse, dragging, selecting, the clipboard (rows H17, H18, H33).
 * Kept here and not in the page: these listeners are the first ones, and no script of the page can take them away.
 */
export function lockPage(page: EventTarget): void {
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const first = { capture: true, passive: false } as const;
  for (const name of ['contextmenu', 'dragstart', 'dragenter', 'dragover', 'drop', 'copy', 'cut', 'paste']) page.addEventListener(name, stop, first);
  // The wheel's button pastes what somebody selected before; two more buttons walk through the history.
  for (const name of ['mousedown', 'mouseup', 'auxclick']) {
    page.addEventListener(name, (event) => event instanceof MouseEvent && event.button !== 0 && stop(event), first);
  }
  page.addEventListener('selectstart', (event) => !isInField(event.target) && stop(event), first);
}
