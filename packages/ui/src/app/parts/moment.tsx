// A moment as people say it, exact on hover.
import { useEffect, useState } from 'react';
import { remembered } from '../frame/remembered.ts';
import { formatAgo } from '../time/format.ts';
import { browserZone, isZone, wallClock, zoneLabel } from '../time/zone.ts';

const refreshMs = 5_000;

/** The zone that pages without one in their address show times in. */
export function usualZone(): string {
  const zone = remembered.read('zone') ?? '';
  return isZone(zone) ? zone : browserZone();
}

/** `2026-11-21 12:30:05 Berlin`. */
export function exactTime(timeMs: number, zone = usualZone()): string {
  return `${wallClock(timeMs, zone).slice(0, 19).replace('T', ' ')} ${zoneLabel(zone)}`;
}

/** The present, anew every few seconds. */
export function useNowMs(): number {
  const [nowMs, setNowMs] = useState(presentMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(presentMs()), refreshMs);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

const presentMs = () => performance.timeOrigin + performance.now();

/** `3 min ago`. */
export function Moment({ time }: { time: string }) {
  const timeMs = Date.parse(time);
  const nowMs = useNowMs();
  return (
    <time dateTime={time} title={exactTime(timeMs)}>
      {formatAgo(timeMs, Math.max(nowMs, timeMs))}
    </time>
  );
}

/** `21 Nov 13:24:05`, and how long ago: for lists in which the hours would all read the same. */
export function StampedMoment({ time }: { time: string }) {
  const timeMs = Date.parse(time);
  const nowMs = useNowMs();
  const clock = wallClock(timeMs, usualZone());
  return (
    <time dateTime={time} title={exactTime(timeMs)} className="stamp">
      {dayName(clock)} {clock.slice(11, 19)}{' '}
      <span className="muted is-wide">{formatAgo(timeMs, Math.max(nowMs, timeMs))}</span>
    </time>
  );
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const dayName = (clock: string) =>
  `${Number(clock.slice(8, 10))} ${months[Number(clock.slice(5, 7)) - 1] ?? ''}`;
