// Times within a run, since its start.

/** `0:07.250`, `12:30.001`, `1:02:03.004`. */
export function clockOf(ms: number): string {
  const sign = ms < 0 ? '−' : '';
  const whole = Math.abs(Math.round(ms));
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = `${two(Math.floor(whole / 1000) % 60)}.${String(whole % 1000).padStart(3, '0')}`;
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${seconds}` : `${sign}${minutes}:${seconds}`;
}
