// One filter of the runs by name: what is known is offered, anything can be typed.
import { useRef, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { ChoiceItem } from '../parts/choice-item.tsx';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';

interface NameChoiceProps {
  /** What is chosen, such as `host`. */
  readonly what: string;
  readonly chosen: string;
  readonly known: readonly string[];
  /** What the box asks for, where names are not all there is to type. */
  readonly hint?: string;
  /** Empty for any. */
  readonly onChoose: (name: string) => void;
}

const shownMax = 50;

/** A button that says the choice, and the list behind it. */
export function NameChoice({ what, chosen, known, hint, onChoose }: NameChoiceProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const choose = (name: string) => {
    setOpen(false);
    onChoose(name);
  };
  return (
    <span className={`name-choice${chosen === '' ? '' : ' is-chosen'}`}>
      <Button
        ref={anchor}
        className="name-choice-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title={chosen === '' ? `Any ${what}` : `${what} ${chosen}`}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="name-choice-what">{what}</span>
        {chosen !== '' && <span className="name-choice-text">{chosen}</span>}
        <Icon name="chevron" size={12} />
      </Button>
      {chosen !== '' && (
        <Button look="plain" icon="close" aria-label={`Any ${what}`} onClick={() => choose('')} />
      )}
      {isOpen && (
        <Popover anchor={anchor} label={what} onClose={() => setOpen(false)}>
          <NameList what={what} chosen={chosen} known={known} hint={hint} onChoose={choose} />
        </Popover>
      )}
    </span>
  );
}

function NameList({
  what,
  chosen,
  known,
  hint,
  onChoose,
}: Omit<NameChoiceProps, 'hint'> & { readonly hint: string | undefined }) {
  const [text, setText] = useState('');
  const found = known.filter((name) => name.toLowerCase().includes(text.toLowerCase()));
  const typed = text.trim();
  return (
    <form
      className="field-choice"
      onSubmit={(event) => {
        event.preventDefault();
        const exact = known.find((name) => name === typed);
        if (typed !== '') onChoose(exact ?? (found.length === 1 ? (found[0] ?? typed) : typed));
      }}
    >
      <input
        data-autofocus
        aria-label={hint ?? `Find or write a ${what}`}
        placeholder={hint ?? `Find or write a ${what}`}
        spellCheck={false}
        maxLength={512}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {found.slice(0, shownMax).map((name) => (
        <ChoiceItem key={name} isPressed={name === chosen} onChoose={() => onChoose(name)}>
          {name}
        </ChoiceItem>
      ))}
      {found.length === 0 && (
        <p className="muted">{typed === '' ? 'None is known.' : `Enter looks for "${typed}".`}</p>
      )}
    </form>
  );
}
