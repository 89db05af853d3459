export { type Access, allows, type Scope, scopes } from './access/access.ts';
export {
  openTokenAccess,
  type TokenAccess,
  type TokenAccessOptions,
} from './access/token-access.ts';
export { type NewToken, TokenFile } from './access/token-file.ts';
export { hashToken, matchesHash, newToken, type TokenEntry, tokenId } from './access/token.ts';
export { type Clock, systemClock } from './clock.ts';
export { readEnvironment } from './config/environment.ts';
export { type ConfigSources, loadConfig, type LoadedConfig } from './config/load.ts';
export { environmentName, flagName } from './config/names.ts';
export { nearest } from './config/nearest.ts';
export { type ConfigOption, configOptions, type ConfigSection } from './config/options.ts';
export { maskPassword, maskUser } from './config/mask-address.ts';
export { type PrintedOption, printedConfig } from './config/print.ts';
export {
  allowedValues,
  configJsonSchema,
  configReference,
  defaultText,
} from './config/reference.ts';
export { assert, type ErrorDetails, GroundcrewError, quote } from './errors.ts';
export { type FolderLock, lockFolder } from './folder-lock.ts';
export { type Log, openLog, silentLog } from './log.ts';
export { type Counter, Metrics } from './metrics.ts';
export { problemDocument } from './problem.ts';
export { syncPath } from './sync-path.ts';
