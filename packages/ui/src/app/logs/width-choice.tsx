// The entries of the chart's menu that choose how much time a bar stands for.
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { MenuGroup, MenuItem } from '../parts/menu.tsx';
import { formatDuration } from '../time/format.ts';
import type { Span } from '../time/range.ts';
import { type BarWidth, widthMs, widthsFor } from '../time/bar-widths.ts';

interface WidthChoiceProps {
  readonly state: LogsAddress;
  readonly span: Span;
  readonly close: () => void;
}

/** Automatic, and the widths that the span allows. */
export function WidthChoice({ state, span, close }: WidthChoiceProps) {
  const offered = widthsFor(span);
  const chosen = offered.find((width) => width === state.barWidth);
  const item = (width: BarWidth | undefined, text: string) => (
    <MenuItem
      key={text}
      isOn={width === chosen}
      isOneOfMany
      onSelect={() => (close(), changeLogs({ barWidth: width }))}
    >
      {text}
    </MenuItem>
  );
  return (
    <MenuGroup title="Time of a bar">
      {item(undefined, 'automatic')}
      {offered.map((width) => item(width, formatDuration(widthMs(width))))}
    </MenuGroup>
  );
}
