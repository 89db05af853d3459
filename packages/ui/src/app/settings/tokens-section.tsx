// Tokens: who may send, read and change. Making the first one closes the door to everybody without.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { readTokens, revokeToken, type Token } from '../api/server.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { Section } from '../parts/section.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { toast } from '../parts/toasts.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';

/** The list, and what makes and ends tokens. */
export function TokensSection() {
  const client = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => readTokens(signal),
    staleTime: 5_000,
  });
  const isForbidden = error instanceof ApiError && error.status === 403;
  const changed = () => void client.invalidateQueries({ queryKey: ['tokens'] });
  return (
    <Section
      id="tokens"
      title="Tokens"
      note={data?.length === 0 ? undefined : 'What programs and people show to be let in.'}
      actions={
        data && (
          <Button
            icon="plus"
            look={data.length === 0 ? 'primary' : 'outlined'}
            onClick={() => setMaking(true)}
          >
            New token
          </Button>
        )
      }
    >
      {isPending && <Skeleton rows={3} />}
      {isForbidden && (
        <p className="muted">
          Your token may not manage tokens: that needs the scope <code>admin</code>. On the server,{' '}
          <code>groundcrew token list</code> shows them.
        </p>
      )}
      {error && !isForbidden && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <p className="muted">
          Nobody needs a token now: only this machine can connect. With the first token everybody
          needs one, this page included.
        </p>
      )}
      {data && data.length > 0 && <Tokens tokens={data} onRevoke={setRevoking} />}
      {isMaking && (
        <NewTokenDialog
          isFirst={data?.length === 0}
          onMade={changed}
          onClose={() => setMaking(false)}
        />
      )}
      {revoking && (
        <RevokeDialog token={revoking} onDone={changed} onClose={() => setRevoking(undefined)} />
      )}
    </Section>
  );
}

function Tokens({
  tokens,
  onRevoke,
}: {
  tokens: readonly Token[];
  onRevoke: (token: Token) => void;
}) {
  // The usable ones first, the newest of them on top.
  const ordered = [...tokens].reverse().sort((a, b) => Number(isOver(a)) - Number(isOver(b)));
  return (
    <table className="table tokens-table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">May</th>
          <th scope="col" className="is-wide">
            Id
          </th>
          <th scope="col" className="is-wide">
            Made
          </th>
          <th scope="col">State</th>
          <th scope="col">
            <span className="visually-hidden">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {ordered.map((token) => (
          <tr key={token.id} className={isOver(token) ? 'is-over' : undefined}>
            <td className="token-name">{token.name}</td>
            <td>{token.scopes.join(', ')}</td>
            <td className="is-wide">
              <code>{token.id}</code>
            </td>
            <td className="is-wide">
              <Moment time={token.created_at} />
            </td>
            <td>
              <TokenState token={token} />
            </td>
            <td className="is-action">
              {!isOver(token) && (
                <Button
                  look="plain"
                  aria-label={`Revoke ${token.name}`}
                  onClick={() => onRevoke(token)}
                >
                  Revoke
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const presentMs = () => performance.timeOrigin + performance.now();
const isExpired = ({ expires_at: at }: Token) => at !== undefined && Date.parse(at) <= presentMs();
const isOver = (token: Token) => token.revoked_at !== undefined || isExpired(token);

function TokenState({ token }: { token: Token }) {
  if (token.revoked_at !== undefined) {
    return (
      <>
        revoked <Moment time={token.revoked_at} />
      </>
    );
  }
  if (token.expires_at === undefined) return 'valid';
  return <Expiry at={token.expires_at} isPast={isExpired(token)} />;
}

const dayMs = 86_400_000;
/** So far the server's clock may be from this one without adding a day. */
const skewMs = 600_000;

function Expiry({ at, isPast }: { at: string; isPast: boolean }) {
  if (isPast) return 'expired';
  const left = Math.ceil((Date.parse(at) - presentMs() - skewMs) / dayMs);
  return (
    <time dateTime={at} title={at}>
      {left <= 1 ? 'ends within a day' : `ends in ${left} days`}
    </time>
  );
}

interface RevokeProps {
  readonly token: Token;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function RevokeDialog({ token, onDone, onClose }: RevokeProps) {
  const [problem, setProblem] = useState<unknown>();
  const revoke = async () => {
    try {
      await revokeToken(token.id);
      toast(`${token.name} is revoked`);
      onDone();
      onClose();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Dialog title={`Revoke ${token.name}?`} onClose={onClose}>
      <p>
        Whoever uses it is refused within a second. This cannot be undone; a new token can be made
        at any time.
      </p>
      {problem !== undefined && <Problem error={problem} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="primary" onClick={() => void revoke()}>
          Revoke
        </Button>
      </div>
    </Dialog>
  );
}
