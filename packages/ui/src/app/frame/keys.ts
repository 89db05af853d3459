// The keyboard map: pages register what keys do, one listener serves them, `?` shows all of it.
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A key and what it does. `g l` is two keys one after the other. */
export interface KeyBinding {
  readonly keys: string;
  readonly label: string;
  readonly group: 'Everywhere' | 'Logs' | 'Runs' | 'SQL' | 'Rows' | 'Go to';
  readonly run: () => void;
}

let bindings: readonly (readonly KeyBinding[])[] = [];
const listeners = new Set<() => void>();
let prefix = '';
let prefixAtMs = 0;
const prefixMs = 1200;

/** Keys that do something while this component is there. */
export function useKeys(own: readonly KeyBinding[]): void {
  const latest = useRef(own);
  latest.current = own;
  useEffect(() => {
    // Stable entries that call what the newest rendering gave.
    const entries = latest.current.map((binding, index) => ({
      ...binding,
      run: () => latest.current[index]?.run(),
    }));
    bindings = [...bindings, entries];
    for (const listener of listeners) listener();
    return () => {
      bindings = bindings.filter((each) => each !== entries);
      for (const listener of listeners) listener();
    };
  }, [own.length]);
}

/** All keys there are now. */
export function useKeyBindings(): readonly KeyBinding[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => bindings,
  );
  return all.flat();
}

/** Keys that mean something together with Ctrl or Cmd, also while one types. */
const commandKeys = new Set(['k', 'enter']);

/** Starts listening. */
export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && commandKeys.has(event.key.toLowerCase())) {
      if (run(`mod+${event.key.toLowerCase()}`)) event.preventDefault();
      return;
    }
    if (isCommand || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const isSecond = prefix !== '' && event.timeStamp - prefixAtMs < prefixMs;
    const keys = isSecond ? `${prefix} ${event.key}` : event.key;
    prefix = '';
    if (run(keys)) event.preventDefault();
    else if (bindings.flat().some((binding) => binding.keys.startsWith(`${event.key} `))) {
      prefix = event.key;
      prefixAtMs = event.timeStamp;
    }
  });
}

function run(keys: string): boolean {
  const found = bindings.flat().findLast((binding) => binding.keys === keys);
  found?.run();
  return found !== undefined;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('.popover')) return true;
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}
