// What stands where in a backup, and what of a data folder is not part of one.

/** The copy of the data folder within a backup. */
export const dataFolderName = 'data';
/** The digests of all files below it, in the form `sha256sum --check` reads. */
export const sumsFileName = 'SHA256SUMS';
/** What the backup is; written last. */
export const manifestFileName = 'backup.json';
/** In a data folder while a restore fills it: a server does not start there. */
export const unfinishedRestoreName = 'RESTORE-UNFINISHED';
/** Where a backup collects hard links, in the data folder itself because links do not cross file systems. */
export const stageName = 'backup-in-progress';

/** Members of the data folder that are copied one by one, in an order that matters. */
export const logFolderName = 'log';
export const engineFolderName = 'engine';

/**
 * Members of the data folder that are not copied: those of the moment (locks, what another backup left), and those that
 * have a step of their own.
 */
export const isOfTheMoment = (name: string): boolean =>
  /\.(sock|pid)$/.test(name) || name.startsWith(stageName) || name === unfinishedRestoreName;

/**
 * The file with the log's id and next number stays behind. What was restored must number its segments anew: the store in
 * the backup may hold batches that are younger than that file's numbers, and the server the backup was taken from goes on
 * to use them. A log without this file takes a new id.
 */
export const logIdentityName = 'log';
