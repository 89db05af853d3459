// A list of the fields there are, to choose one.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { fewFields, logFields, manyFields } from '../api/logs.ts';
import { ChoiceItem } from '../parts/choice-item.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { attributeName } from './record-fields.ts';
import type { Asked } from './use-span.ts';

/** A choice that is always there. */
export interface UsualChoice {
  readonly name: string;
  readonly label: string;
}

interface FieldChoiceProps {
  readonly asked: Asked;
  /** Not offered. */
  readonly known: readonly string[];
  /** Offered first, of which one is chosen. */
  readonly usual?: readonly UsualChoice[];
  readonly chosen?: string;
  readonly onChoose: (name: string) => void;
}

const shownMax = 60;

/** A box to find one by a part of its name, and the list. */
export function FieldChoice({ asked, known, usual = [], chosen, onChoose }: FieldChoiceProps) {
  const [text, setText] = useState('');
  const [isWide, setWide] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const { data, isPending } = useQuery({
    // The search box asks the same at first.
    queryKey: ['fields', asked.question.startMs, asked.question.endMs, ...(isWide ? ['wide'] : [])],
    queryFn: ({ signal }) =>
      logFields({ ...asked.question, query: '' }, signal, isWide ? manyFields : fewFields),
    placeholderData: keepPreviousData,
  });
  const isFound = (label: string) => label.toLowerCase().includes(text.toLowerCase());
  const found = (data ?? [])
    .map(({ name, types, is_attribute: isAttribute }) => ({
      name: isAttribute ? attributeName(name) : name,
      types,
    }))
    .filter(({ name }) => !known.includes(name) && isFound(name));
  const first = usual.filter(({ label }) => isFound(label));
  return (
    <div className="field-choice">
      <input
        ref={box}
        data-autofocus
        aria-label="Find a field"
        placeholder="Find a field"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {first.map(({ name, label }) => (
        <ChoiceItem key={name} isPressed={name === chosen} onChoose={() => onChoose(name)}>
          {label}
        </ChoiceItem>
      ))}
      {first.length > 0 && found.length > 0 && <hr className="menu-line" />}
      {isPending && <Skeleton rows={5} />}
      {data && found.length + first.length === 0 && <p className="muted">No further field.</p>}
      {found.slice(0, shownMax).map(({ name, types }) => (
        <ChoiceItem key={name} note={types.join(', ')} onChoose={() => onChoose(name)}>
          {name}
        </ChoiceItem>
      ))}
      {!isWide && (
        <button
          type="button"
          className="text-button field-choice-more"
          onClick={() => {
            setWide(true);
            box.current?.focus();
          }}
        >
          look at more lines
        </button>
      )}
    </div>
  );
}
