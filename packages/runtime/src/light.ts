// The part of this package that loads in a millisecond: for programs that must start at once, such as `groundcrew run`.
// Nothing here may import zod, pino or yaml, directly or through another file.
export { type Clock, systemClock } from './clock.ts';
export { maskUser } from './config/mask-address.ts';
export { readEnvironment } from './config/environment.ts';
export { assert, type ErrorDetails, GroundcrewError, quote } from './errors.ts';
export { type FolderLock, lockFolder } from './folder-lock.ts';
