// Why single records are left out. The first word is a metric label: never reuse one.

/** Reason and what the sender is told. */
export type Rejection = readonly [reason: string, detail: string];

export const rejections = {
  malformed: ['malformed-record', 'a log record could not be decoded'],
  tooDeep: ['nested-too-deep', 'a log record has values nested more than 64 deep'],
} as const satisfies Record<string, Rejection>;
