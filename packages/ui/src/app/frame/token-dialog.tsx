// Asks for a token when the server wants one.
import { useState } from 'react';
import { hasToken, useNewToken } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';

/** Keeps the token for this tab only. */
export function TokenDialog() {
  const [text, setText] = useState('');
  const [wasRefused] = useState(hasToken);
  return (
    <Dialog title="This server needs a token" onClose={() => undefined} canClose={false}>
      <form
        className="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') useNewToken(text.trim());
        }}
      >
        {wasRefused && (
          <p role="alert">The token was not accepted: it is unknown, revoked, or may not read.</p>
        )}
        <label>
          Token
          <input
            data-autofocus
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <p className="muted">
          It stays in this tab until you close it. On the server, this makes one that may read:
        </p>
        <pre className="command">groundcrew token create --name screen --scope read</pre>
        <div className="dialog-actions">
          <Button look="primary" type="submit">
            Continue
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
