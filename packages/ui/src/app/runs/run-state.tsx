// The states of a run: their words, signs and colours. The sign says the same as the colour.
import type { RunState } from '../api/runs.ts';

const signs: Record<RunState, string> = {
  running: '▸',
  succeeded: '✓',
  failed: '✕',
  killed: '■',
  lost: '?',
};

/** A sign in the state's colour, and the word. */
export function RunStateMark({ state, isShort = false }: { state: RunState; isShort?: boolean }) {
  return (
    <span className={`run-state run-state-${state}`} title={isShort ? state : undefined}>
      <span aria-hidden="true">{signs[state]}</span>
      {isShort ? <span className="visually-hidden">{state}</span> : state}
    </span>
  );
}

/** The sign alone, beside words that say the same. */
export const RunStateSign = ({ state }: { state: RunState }) => (
  <span className={`run-state run-state-${state}`} aria-hidden="true">
    <span>{signs[state]}</span>
  </span>
);
