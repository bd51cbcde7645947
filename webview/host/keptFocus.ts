/**
 * What had the focus when the page lost it has it again when the page has it again: browsers forget it when the focus goes to the window around a page, as with
 * VS Code's own keys. Knows no element.
 */

/** @returns what ends it */
export function keepFocus(): () => void {
  let kept: EventTarget | undefined;
  // What it goes to is nothing of this page: else the event stays within the shadow tree of both.
  const remember = (event: FocusEvent): void => {
    if (event.relatedTarget !== null) return;
    const [element] = event.composedPath();
    setTimeout(() => {
      // Put away by the person, where the page has the focus still.
      kept = document.hasFocus() ? undefined : element;
    });
  };
  const restore = (): void => {
    const isNowhere = document.activeElement === null || document.activeElement === document.body;
    if (isNowhere && kept instanceof HTMLElement && kept.isConnected) kept.focus({ preventScroll: true });
    kept = undefined;
  };
  window.addEventListener("focusout", remember);
  window.addEventListener("focus", restore);
  return () => {
    window.removeEventListener("focusout", remember);
    window.removeEventListener("focus", restore);
  };
}
