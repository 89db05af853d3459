// Makes a token, and shows its text this one time.
import { useState } from 'react';
import { useNewToken as keepToken } from '../api/client.ts';
import { createToken, type NewToken, type Scope, scopes, type Token } from '../api/server.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { copyText } from '../parts/toasts.tsx';

const meanings: Record<Scope, string> = {
  ingest: 'send logs',
  read: 'search and read',
  admin: 'everything, tokens included',
};

const spans: readonly (readonly [days: number | undefined, text: string])[] = [
  [undefined, 'Never'],
  [7, 'In a week'],
  [30, 'In 30 days'],
  [90, 'In 90 days'],
  [365, 'In a year'],
];

interface NewTokenProps {
  /** Whether there is no token yet: then this page needs one from now on. */
  readonly isFirst: boolean;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** The form, then the token. */
export function NewTokenDialog({ isFirst, onMade, onClose }: NewTokenProps) {
  const [made, setMade] = useState<Token & { token: string }>();
  if (made) return <MadeToken made={made} onClose={onClose} />;
  return (
    <Dialog title={isFirst ? 'The first token' : 'New token'} onClose={onClose}>
      <TokenForm
        isFirst={isFirst}
        onMade={(token) => {
          // Without it, this very page would be locked out.
          if (isFirst) keepToken(token.token);
          setMade(token);
          onMade();
        }}
      />
    </Dialog>
  );
}

function TokenForm({
  isFirst,
  onMade,
}: {
  isFirst: boolean;
  onMade: (made: Token & { token: string }) => void;
}) {
  const [name, setName] = useState(isFirst ? 'screen' : '');
  const [chosen, setChosen] = useState<readonly Scope[]>(isFirst ? ['admin'] : ['ingest']);
  const [days, setDays] = useState<number>();
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      const wanted: NewToken = {
        name: name.trim(),
        scopes: chosen,
        ...(days === undefined ? {} : { expires_in_days: days }),
      };
      onMade(await createToken(wanted));
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <form
      className="token-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {isFirst && <FirstNote />}
      <label>
        Name
        <input
          data-autofocus
          required
          maxLength={200}
          placeholder="What it is for, such as web-1 logs"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {!isFirst && <ScopeChoice chosen={chosen} onChange={setChosen} />}
      <EndChoice days={days} onChange={setDays} />
      {problem !== undefined && <Problem error={problem} />}
      <div className="dialog-actions">
        <Button
          look="primary"
          type="submit"
          disabled={isBusy || name.trim() === '' || chosen.length === 0}
        >
          Make the token
        </Button>
      </div>
    </form>
  );
}

const FirstNote = () => (
  <p>
    From now on everybody needs a token, this page included. This one is yours: it may do everything
    (scope <code>admin</code>), and this tab keeps it.
  </p>
);

function EndChoice({
  days,
  onChange,
}: {
  days: number | undefined;
  onChange: (days: number | undefined) => void;
}) {
  return (
    <label>
      It ends
      <select
        value={days ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
      >
        {spans.map(([count, text]) => (
          <option key={text} value={count ?? ''}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ScopeChoiceProps {
  readonly chosen: readonly Scope[];
  readonly onChange: (chosen: readonly Scope[]) => void;
}

function ScopeChoice({ chosen, onChange }: ScopeChoiceProps) {
  return (
    <fieldset className="choices">
      <legend>It may</legend>
      {scopes.map((scope) => (
        <label key={scope} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              onChange(
                scopes.filter((each) => (each === scope ? target.checked : chosen.includes(each))),
              )
            }
          />
          <span>
            {scope} <span className="muted">{meanings[scope]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function MadeToken({ made, onClose }: { made: Token & { token: string }; onClose: () => void }) {
  const maySend = made.scopes.some((scope) => scope !== 'read');
  const path = maySend ? '/ingest' : '/api/logs';
  const data = maySend ? ` --data-binary '{"message":"hello"}'` : '';
  const example = `curl ${location.origin}${path} -H 'Authorization: Bearer ${made.token}'${data}`;
  return (
    <Dialog title={`Token ${made.name}`} onClose={onClose}>
      <p>Copy it now: it is shown only this once, and kept nowhere in clear.</p>
      <output className="secret">{made.token}</output>
      <p className="muted">Try it:</p>
      <pre className="command">{example}</pre>
      <div className="dialog-actions">
        <Button icon="copy" onClick={() => void copyText(example, 'Command')}>
          Copy the command
        </Button>
        <Button look="primary" icon="copy" onClick={() => void copyText(made.token, 'Token')}>
          Copy the token
        </Button>
      </div>
    </Dialog>
  );
}
