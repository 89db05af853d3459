// What the gateway and the engine's process say to each other over the IPC channel.

/** To the child, first: open the store and serve it. */
export interface StartMessage {
  type: 'start';
  dir: string;
  username: string;
  password: string;
  /** 0 for any free port. */
  port: number;
  memoryBytes: number;
  fileRoots: string[];
}

/** To the child: finish what runs, take nothing new, leave. */
export interface StopMessage {
  type: 'stop';
  drainMs: number;
}

export type ToChild = StartMessage | StopMessage;

/** From the child: it serves on this port. */
export interface ReadyMessage {
  type: 'ready';
  port: number;
  version: string;
}

/** From the child: it could not open the store, and leaves. */
export interface FailedMessage {
  type: 'failed';
  /** ClickHouse's code, 76 when another process has the directory. */
  code: number;
  message: string;
}

export type FromChild = ReadyMessage | FailedMessage;
