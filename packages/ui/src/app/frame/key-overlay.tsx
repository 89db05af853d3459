// All keys on one sheet.
import { Dialog } from '../parts/dialog.tsx';
import { useKeyBindings } from './keys.ts';

/** Shows what every key does. */
export function KeyOverlay({ onClose }: { onClose: () => void }) {
  const bindings = useKeyBindings();
  const groups = ['Everywhere', 'Go to', 'Logs', 'Runs', 'SQL', 'Rows'] as const;
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div className="key-groups">
        {groups
          .filter((group) => bindings.some((binding) => binding.group === group))
          .map((group) => (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {bindings
                  .filter((binding) => binding.group === group)
                  .map(({ keys, label }) => (
                    <div key={keys}>
                      <dt>{keyCaps(keys)}</dt>
                      <dd>{label}</dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
      </div>
    </Dialog>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

const keyNames = new Map([['enter', 'Enter']]);

function keyCaps(keys: string) {
  const parts = keys.startsWith('mod+')
    ? [isApple ? '⌘' : 'Ctrl', keyNames.get(keys.slice(4)) ?? keys.slice(4).toUpperCase()]
    : keys.split(' ');
  return parts.map((part, index) => <kbd key={index}>{part}</kbd>);
}
