// How many lines an estimate is made from: more are more exact, fewer are quicker.
import { changeLogs } from '../address/logs-address.ts';
import { Icon } from '../parts/icon.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { formatCount } from '../time/format.ts';

/** Sizes offered; the last is the most the server looks at. */
const sizes = [100_000, 500_000, 1_000_000, 5_000_000];

interface SampleChoiceProps {
  /** What was chosen; undefined for the usual size. */
  readonly chosen: number | undefined;
  readonly usual: number;
  readonly sampled: number;
  readonly total: number;
}

/** `; estimated from 998,123`, to be changed. Nothing where every line was looked at anyhow. */
export function SampleChoice({ chosen, usual, sampled, total }: SampleChoiceProps) {
  const isEstimate = sampled < total;
  if (!isEstimate && chosen === undefined) return undefined;
  const text = isEstimate ? `estimated from ${formatCount(sampled)}` : 'counted, not estimated';
  const wanted = chosen ?? usual;
  const offered = offeredSizes(wanted, total);
  return (
    <MenuButton
      label={`Lines to look at: ${text}`}
      className="split"
      align="start"
      text={
        <>
          {text}
          <Icon name="chevron" size={12} />
        </>
      }
    >
      {(close) =>
        offered.map((size) => {
          const isAll = size >= total;
          const isUsual = size === usual || (isAll && usual >= total);
          return (
            <MenuItem
              key={size}
              isOn={size === wanted || (isAll && wanted >= total)}
              isOneOfMany
              onSelect={() => (close(), changeLogs({ sample: isUsual ? undefined : size }))}
            >
              {isAll ? 'every line' : `about ${formatCount(size)} lines`}
              {isUsual && <span className="muted"> (usual)</span>}
            </MenuItem>
          );
        })
      }
    </MenuButton>
  );
}

/** Those that are fewer than all lines, what is chosen among them, and the first that takes every line. */
function offeredSizes(wanted: number, total: number): readonly number[] {
  const fewer = [...new Set([...sizes, wanted])]
    .filter((size) => size < total)
    .sort((a, b) => a - b);
  const every = sizes.find((size) => size >= total);
  return every === undefined ? fewer : [...fewer, every];
}
