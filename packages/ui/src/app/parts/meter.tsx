// A bar of amounts within a whole, with its words below: nothing is said by colour alone.

interface MeterPart {
  readonly name: string;
  readonly amount: number;
  readonly look: 'own' | 'other';
}

interface MeterProps {
  readonly label: string;
  readonly total: number;
  readonly parts: readonly MeterPart[];
  /** What the rest of the whole is called. */
  readonly rest: string;
  readonly format: (amount: number) => string;
}

/** Widths are shares of the whole; what is there at all is at least two pixels wide. */
export function Meter({ label, total, parts: all, rest, format }: MeterProps) {
  const parts = all.filter(({ amount }) => amount > 0);
  const left = Math.max(0, total - parts.reduce((sum, { amount }) => sum + amount, 0));
  const words = [
    ...parts.map(({ name, amount }) => `${format(amount)} ${name}`),
    `${format(left)} ${rest}`,
  ];
  return (
    <figure className="meter">
      <div className="meter-bar" role="img" aria-label={`${label}: ${words.join(', ')}`}>
        {parts.map(({ name, amount, look }) => (
          <span
            key={name}
            className={`meter-part meter-${look}`}
            style={{ width: share(amount, total) }}
          />
        ))}
      </div>
      <figcaption className="meter-words">
        {parts.map(({ name, amount, look }) => (
          <span key={name}>
            <i className={`meter-mark meter-${look}`} />
            {format(amount)} <span className="muted">{name}</span>
          </span>
        ))}
        <span>
          <i className="meter-mark" />
          {format(left)}{' '}
          <span className="muted">
            {rest} of {format(total)}
          </span>
        </span>
      </figcaption>
    </figure>
  );
}

const share = (amount: number, total: number) =>
  amount <= 0 || total <= 0 ? '0' : `max(2px, ${((amount / total) * 100).toFixed(2)}%)`;
