// Migrates the store at a URL: a second process for the test of migrations. Arguments: url, user, password.
import { silentLog } from '@groundcrew/runtime';
import { openStore } from '../client.ts';
import { migrate } from '../migrations/migrate.ts';

const [url = '', username = '', password = ''] = process.argv.slice(2);
const store = openStore({ url, username, password });
await migrate(store, { log: silentLog });
await store.close();
