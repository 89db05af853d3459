// The tokens as the API changes them: a change counts by the time it is answered.
import type { TokenAccess, TokenFile } from '@groundcrew/runtime';

/** The file's own methods, each change followed by a look at the file. */
export function followedTokens(
  file: TokenFile,
  access: Pick<TokenAccess, 'refresh'>,
): Pick<TokenFile, 'read' | 'create' | 'revoke'> {
  return {
    read: () => file.read(),
    async create(wanted) {
      const created = await file.create(wanted);
      await access.refresh();
      return created;
    },
    async revoke(id) {
      const revoked = await file.revoke(id);
      await access.refresh();
      return revoked;
    },
  };
}
