// Follow live or stop, with the rate while it follows.
import { useSyncExternalStore } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { Button } from '../parts/button.tsx';
import { formatCount, formatShortCount } from '../time/format.ts';
import type { LiveFeed } from './live-feed.ts';

const none = { subscribe: () => () => undefined, getState: () => undefined };

/** The button in the bar. */
export function LiveButton({
  state,
  feed,
  isOpen,
}: {
  state: LogsAddress;
  feed: LiveFeed | undefined;
  isOpen: boolean;
}) {
  const live = useSyncExternalStore(
    feed?.subscribe ?? none.subscribe,
    feed?.getState ?? none.getState,
  );
  const rate = live?.perSecond ?? 0;
  const skipped = live?.skipped ?? 0;
  return (
    <Button
      className={`live${isOpen ? ' is-live' : ''}`}
      icon={state.isLive ? 'pause' : 'play'}
      isPressed={state.isLive}
      title={
        state.isLive
          ? `Following; press l to stop${skipped > 0 ? `. ${formatCount(skipped)} lines came too fast to be shown` : ''}`
          : 'Follow lines as they come in (l)'
      }
      onClick={() =>
        changeLogs(
          state.isLive
            ? { isLive: false }
            : {
                isLive: true,
                to: '',
                from: state.from.startsWith('-') ? state.from : '-15m',
                order: 'desc',
              },
        )
      }
    >
      {state.isLive && live?.isOpen === true
        ? `${formatShortCount(Number(rate.toPrecision(2)))}/s`
        : state.isLive
          ? 'Connecting'
          : 'Live'}
    </Button>
  );
}
