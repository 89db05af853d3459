// Answers of the server as files: the browser writes the stream to disk itself, or we do when a token is needed.
import { apiAddress, hasToken, type Parameters, request } from '../api/client.ts';
import { saveAddress, saveFile } from './save-file.ts';
import { toast } from './toasts.tsx';

/** Saves what a path answers, without a limit. `remedy` says what else to try when it breaks off. */
export async function saveAnswer(
  path: string,
  parameters: Parameters,
  name: string,
  remedy = 'try again',
): Promise<void> {
  if (!hasToken()) {
    saveAddress(apiAddress(path, parameters), name);
    toast('The download has begun');
    return;
  }
  toast('The download has begun; keep this page open until it is done');
  try {
    const answer = await request(path, { parameters, accept: '*/*' });
    saveFile(await answer.blob(), name);
  } catch {
    toast(`The download broke off. Nothing was saved; ${remedy}.`, 'error');
  }
}
