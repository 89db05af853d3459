// The exit codes of every command. They are promises to scripts: never change the meaning of one.

/** Exit codes by meaning. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  refused: 4,
  folderLocked: 5,
  logFailed: 6,
} as const;

/** The list at the end of every `--help`. */
export const exitCodesHelp = `
Exit codes:
  0  done
  1  failed
  2  used wrongly: an option, the configuration or the query
  3  the server cannot be reached
  4  refused: a token is missing, not valid or lacks the scope
  5  the data folder is in use by another server
  6  the log on disk cannot be written any more: start the server again
  128 + n  ended by signal n, such as 130 for ctrl-C`;
