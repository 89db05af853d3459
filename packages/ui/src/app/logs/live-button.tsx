// Follow live, stand still, or stop, with the rate while it follows.
import { useSyncExternalStore } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { useKeys } from '../frame/keys.ts';
import { Button } from '../parts/button.tsx';
import { formatCount, formatShortCount } from '../time/format.ts';
import type { LiveFeed } from './live-feed.ts';

const none = { subscribe: () => () => undefined, getState: () => undefined };

/** The buttons in the bar. */
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
  const isPaused = live?.isPaused === true;
  const pauseLabel = isPaused ? 'Go on (p)' : 'Pause (p)';
  useKeys([
    { keys: 'p', label: 'Pause live, or go on', group: 'Logs', run: () => feed?.pauseOrGoOn() },
  ]);
  return (
    <span className="live-buttons">
      {feed && (
        <Button
          look="plain"
          icon={isPaused ? 'play' : 'pause'}
          isPressed={isPaused}
          aria-label={pauseLabel}
          onClick={() => feed.pauseOrGoOn()}
        />
      )}
      <Button
        className={`live${isOpen && !isPaused ? ' is-live' : ''}`}
        icon={state.isLive ? 'close' : 'play'}
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
    </span>
  );
}
