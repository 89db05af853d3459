// Runs of every state, or of one.
import { navigate } from '../address/location.ts';
import { type RunState, runStates } from '../api/runs.ts';
import { Button } from '../parts/button.tsx';

interface StateChoiceProps {
  readonly chosen: RunState | undefined;
  /** Where each choice leads. */
  readonly addressOf: (state: RunState | undefined) => string;
}

/** The states in a row. */
export function StateChoice({ chosen, addressOf }: StateChoiceProps) {
  return (
    <div className="state-choice" role="group" aria-label="State">
      {([undefined, ...runStates] as const).map((state) => (
        <Button
          key={state ?? 'all'}
          look="plain"
          isPressed={state === chosen}
          onClick={() => navigate(addressOf(state))}
        >
          {state ?? 'all'}
        </Button>
      ))}
    </div>
  );
}
