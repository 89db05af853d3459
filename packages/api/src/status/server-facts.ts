// What only the program around the API knows.

/** The server as it is now. */
export interface ServerFacts {
  /** The log that lines wait in until the store has them. */
  readonly log: {
    readonly sizeBytes: number;
    readonly sizeBytesMax: number;
    readonly segments: number;
    readonly lagRows: number;
    readonly lagSeconds: number;
  };
  readonly deadLetters: { readonly rows: number; readonly sizeBytes: number };
  /** The disk of the data folder; undefined when it cannot be asked. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | undefined;
  /** The embedded engine's process; undefined when the store is elsewhere. */
  readonly engine:
    | { readonly restarts: number; readonly memoryBytes: number | undefined }
    | undefined;
  /** Days that logs are kept; undefined for ever. */
  readonly retentionDays: number | undefined;
}
