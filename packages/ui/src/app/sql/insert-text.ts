// Puts text into an input as if it were typed, so that undo takes it back.

/** Replaces a stretch of the input, or what is selected in it, and puts the cursor behind. */
export function insertText(
  input: HTMLTextAreaElement,
  text: string,
  stretch?: { readonly start: number; readonly end: number },
): void {
  input.focus();
  if (stretch) input.setSelectionRange(stretch.start, stretch.end);
  // The only way to keep the browser's undo; it is in every browser, though no standard wants it.
  if (document.execCommand('insertText', false, text)) return;
  input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
