// How fast the store grows and how long the disk will do, from the size of each day's records.

/** The size of one day's records on disk. */
export interface DaySize {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly bytes: number;
}

/** What is known about the future. */
export interface Growth {
  readonly bytesPerDay: number;
  /** Days of records the figure is from; less than one on the first day. */
  readonly observedDays: number;
  /** Whole days until the disk is full; undefined when it never will be, since old records are removed in time. */
  readonly daysLeft: number | undefined;
}

export interface GrowthFacts {
  readonly days: readonly DaySize[];
  readonly nowMs: number;
  /** When the oldest record of today was received; undefined without one. */
  readonly firstTodayMs: number | undefined;
  readonly freeBytes: number;
  /** Days that records are kept; undefined for ever. */
  readonly retentionDays: number | undefined;
}

const dayMs = 86_400_000;
const daysObservedMax = 7;
/** Less tells nothing about a day. */
const observedMsMin = 600_000;
/** Further away nobody plans. */
const daysLeftMax = 36_500;

/** The growth, or undefined while too little has come in to tell. */
export function growthOf(facts: GrowthFacts): Growth | undefined {
  const observed = fullDays(facts) ?? partOfToday(facts);
  if (!observed || observed.bytes <= 0) return undefined;
  const bytesPerDay = observed.bytes / observed.days;
  return {
    bytesPerDay: Math.round(bytesPerDay),
    observedDays: observed.days,
    daysLeft: daysLeft(facts, bytesPerDay),
  };
}

/** The last days before today, those without records in between included. */
function fullDays({ days, nowMs }: GrowthFacts) {
  const todayMs = Math.floor(nowMs / dayMs) * dayMs;
  const recent = days
    .map(({ day, bytes }) => ({ age: Math.round((todayMs - Date.parse(day)) / dayMs), bytes }))
    .filter(({ age }) => age >= 1 && age <= daysObservedMax);
  if (recent.length === 0) return undefined;
  const oldest = Math.max(...recent.map(({ age }) => age));
  return { bytes: recent.reduce((sum, { bytes }) => sum + bytes, 0), days: oldest };
}

function partOfToday({ days, nowMs, firstTodayMs }: GrowthFacts) {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const bytes = days.find(({ day }) => day === today)?.bytes ?? 0;
  const elapsedMs = firstTodayMs === undefined ? 0 : nowMs - firstTodayMs;
  return elapsedMs < observedMsMin ? undefined : { bytes, days: elapsedMs / dayMs };
}

function daysLeft(facts: GrowthFacts, bytesPerDay: number): number | undefined {
  const { days, freeBytes, retentionDays } = facts;
  const held = days.reduce((sum, { bytes }) => sum + bytes, 0);
  if (retentionDays !== undefined && retentionDays * bytesPerDay <= held + freeBytes) {
    return undefined;
  }
  return Math.min(daysLeftMax, Math.floor(freeBytes / bytesPerDay));
}
