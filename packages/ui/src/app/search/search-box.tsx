// The search input: completes fields and their real values, marks an error where it is, offers recent and saved searches.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import type { LogsAddress } from '../address/logs-address.ts';
import { navigate } from '../address/location.ts';
import type { ApiError } from '../api/client.ts';
import { logFields, type LogQuestion, valuesOfField } from '../api/logs.ts';
import { useKeys } from '../frame/keys.ts';
import { useIsNarrow } from '../logs/row-height.ts';
import { remembered } from '../frame/remembered.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { SuggestionList } from '../parts/suggestion-list.tsx';
import { complete, pieceAt } from './completion.ts';
import { useSavedSearches } from './saved.ts';
import { writeField, writeValue } from './terms.ts';

interface Suggestion {
  readonly text: string;
  readonly label: string;
  readonly note: string;
  readonly run?: () => void;
}

interface SearchBoxProps {
  readonly state: LogsAddress;
  readonly span: LogQuestion;
  readonly error: ApiError | undefined;
  readonly onSearch: (query: string) => void;
}

const recentMax = 20;

/** The input and what it offers. */
export function SearchBox({ state, span, error, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(state.query);
  const [cursor, setCursor] = useState(state.query.length);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const isNarrow = useIsNarrow();
  useEffect(() => setText(state.query), [state.query]);
  useKeys([{ keys: '/', label: 'Search', group: 'Logs', run: () => input.current?.focus() }]);
  const suggestions = useSuggestions(text, cursor, span, isOpen);
  const shown = isOpen ? suggestions : [];
  const submit = (query: string) => {
    setOpen(false);
    setActive(-1);
    remembered.noteInList('recent', query, recentMax);
    onSearch(query);
  };
  const take = (suggestion: Suggestion) => {
    if (suggestion.run) {
      setOpen(false);
      suggestion.run();
      return;
    }
    const piece = pieceAt(text, cursor);
    if (!piece || text === '') {
      setText(suggestion.text);
      submit(suggestion.text);
      return;
    }
    const next = complete(text, piece, suggestion.text);
    setText(next.query);
    setCursor(next.cursor);
    setActive(-1);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const chosen = shown[active];
    if (event.key === 'ArrowDown') {
      setOpen(true);
      setActive((active + 1) % Math.max(1, shown.length));
    } else if (event.key === 'ArrowUp') setActive(active <= 0 ? shown.length - 1 : active - 1);
    else if (
      event.key === 'Tab' &&
      shown.length > 0 &&
      !event.shiftKey &&
      (chosen || pieceAt(text, cursor)?.prefix !== '')
    )
      take(chosen ?? shown[0] ?? { text: '', label: '', note: '' });
    else if (event.key === 'Enter') {
      if (chosen) take(chosen);
      else submit(text);
    } else if (event.key === 'Escape') {
      if (isOpen) setOpen(false);
      else input.current?.blur();
    } else return;
    event.preventDefault();
  };
  const errorAt =
    error?.position !== undefined && text === state.query ? error.position : undefined;
  return (
    <div className="search" role="search">
      <div
        className={`search-field${errorAt === undefined ? '' : ' has-error'}${text === '' ? '' : ' has-text'}`}
      >
        <Icon name="search" />
        <div className="search-text">
          {errorAt !== undefined && (
            <div className="search-marks" aria-hidden="true">
              {text.slice(0, errorAt)}
              <mark>{text.slice(errorAt) || ' '}</mark>
            </div>
          )}
          <input
            ref={input}
            role="combobox"
            aria-label="Search"
            aria-expanded={shown.length > 0}
            aria-controls={id}
            aria-autocomplete="list"
            aria-invalid={errorAt !== undefined}
            {...(active >= 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})}
            {...(errorAt === undefined ? {} : { 'aria-errormessage': `${id}-error` })}
            placeholder={
              isNarrow
                ? 'timeout level:error'
                : 'Search all fields: timeout level:error service:web'
            }
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setCursor(event.target.selectionStart ?? event.target.value.length);
              setOpen(true);
              setActive(-1);
            }}
            onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
          />
        </div>
        {text !== '' && (
          <Button
            look="plain"
            icon="close"
            aria-label="Clear the search"
            onClick={() => {
              setText('');
              submit('');
              input.current?.focus();
            }}
          />
        )}
        <kbd className="search-key">/</kbd>
      </div>
      {errorAt !== undefined && error && (
        <p id={`${id}-error`} className="search-error" role="alert">
          {error.message.replace(/^cannot read the query: /, '')}
        </p>
      )}
      <SuggestionList
        id={id}
        name="Suggestions"
        items={shown}
        active={active}
        label={(suggestion) => suggestion.label}
        onTake={take}
      />
    </div>
  );
}

const shownMax = 12;

/** What could stand at the cursor. */
function useSuggestions(
  text: string,
  cursor: number,
  span: LogQuestion,
  isOpen: boolean,
): Suggestion[] {
  const piece = pieceAt(text, cursor);
  const saved = useSavedSearches();
  const everything = { ...span, query: '' };
  const fields = useQuery({
    queryKey: ['fields', span.startMs, span.endMs],
    queryFn: ({ signal }) => logFields(everything, signal),
    enabled: isOpen,
  });
  const field = piece?.kind === 'value' ? piece.field : '';
  const values = useQuery({
    queryKey: ['values', field, piece?.prefix, span.startMs, span.endMs],
    queryFn: ({ signal }) => valuesOfField(everything, field, piece?.prefix ?? '', signal),
    enabled: isOpen && field !== '',
    placeholderData: (before) => before,
  });
  if (!isOpen) return [];
  if (text.trim() === '') {
    const recent = remembered
      .readList('recent')
      .map((query) => ({ text: query, label: query, note: 'recent' }));
    const views = (saved.views ?? []).map(({ name, address }) => ({
      text: name,
      label: name,
      note: 'saved',
      run: () => navigate(address),
    }));
    return [...views, ...recent].slice(0, shownMax);
  }
  if (!piece) return [];
  if (piece.kind === 'value') {
    return (values.data ?? []).slice(0, shownMax).map(({ value, count }) => ({
      text: writeValue(value),
      label: writeValue(value),
      note: `${count}×`,
    }));
  }
  if (piece.prefix === '') return [];
  const prefix = piece.prefix.toLowerCase();
  const names = [
    { name: 'level', types: ['string'] },
    ...(fields.data ?? []).filter(({ name }) => name !== 'severity_text'),
  ];
  return names
    .filter(({ name }) => name.toLowerCase().includes(prefix))
    .sort(
      (a, b) =>
        Number(b.name.toLowerCase().startsWith(prefix)) -
        Number(a.name.toLowerCase().startsWith(prefix)),
    )
    .slice(0, shownMax)
    .map(({ name, types }) => ({
      text: writeField(name),
      label: `${writeField(name)}:`,
      note: types.join(', '),
    }));
}
