// Where a query is written: coloured, completed, with the mistake marked at its place. Tab leaves it, as on any page.
import { type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import { SuggestionList } from '../parts/suggestion-list.tsx';
import { insertText } from './insert-text.ts';
import { completionsAt, type SqlCompletion, type SqlNames } from './sql-completion.ts';
import { SqlText } from './sql-text.tsx';
import { placeOf } from './text-place.ts';

interface SqlEditorProps {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly names: SqlNames;
  /** Where the store found a mistake, in UTF-16 units. */
  readonly mistakeAt: number | undefined;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

const none: readonly SqlCompletion[] = [];

/** The editor. */
export function SqlEditor({ input, text, names, mistakeAt, onChange, onRun }: SqlEditorProps) {
  const [asked, setAsked] = useState<'not' | 'typed' | 'explicitly'>('not');
  const [cursor, setCursor] = useState(0);
  const [active, setActive] = useState(-1);
  const colours = useRef<HTMLPreElement>(null);
  const id = useId();
  const offered = useMemo(
    () => (asked === 'not' ? none : completionsAt(text, cursor, names, asked === 'explicitly')),
    [asked, text, cursor, names],
  );
  const close = () => {
    setAsked('not');
    setActive(-1);
  };
  const take = (completion: SqlCompletion | undefined) => {
    if (!completion || !input.current) return;
    close();
    insertText(input.current, completion.text, completion);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key === 'Enter') {
      close();
      onRun();
    } else if (isCommand && event.key === ' ') setAsked('explicitly');
    else if (event.key === 'Escape') {
      if (offered.length > 0) close();
      else input.current?.blur();
    } else if (offered.length === 0 || isCommand || event.altKey || event.shiftKey) return;
    else if (event.key === 'ArrowDown') setActive((active + 1) % offered.length);
    else if (event.key === 'ArrowUp') setActive(active <= 0 ? offered.length - 1 : active - 1);
    else if (event.key === 'Tab') take(offered[Math.max(0, active)]);
    else if (event.key === 'Enter' && active >= 0) take(offered[active]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={`sql-editor${mistakeAt === undefined ? '' : ' has-error'}`}>
      <div className="sql-paper">
        <SqlText ref={colours} text={text} mistakeAt={mistakeAt} />
        <textarea
          ref={input}
          aria-label="SQL"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={id}
          aria-invalid={mistakeAt !== undefined}
          aria-describedby={`${id}-keys`}
          {...(active >= 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})}
          placeholder="SELECT service, count() FROM logs GROUP BY service"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="soft"
          value={text}
          onChange={(event) => {
            onChange(event.target.value);
            setCursor(event.target.selectionEnd);
            setAsked('typed');
            setActive(-1);
          }}
          onSelect={(event) => {
            const { selectionStart, selectionEnd } = event.currentTarget;
            if (selectionEnd !== cursor && asked === 'typed' && selectionEnd < cursor) close();
            setCursor(selectionStart === selectionEnd ? selectionEnd : -1);
          }}
          onPointerDown={close}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
      </div>
      <Offer id={id} offered={offered} active={active} colours={colours} onTake={take} />
      <p id={`${id}-keys`} className="visually-hidden">
        Control Enter runs the query. Control Space offers completions, Tab takes one.
      </p>
    </div>
  );
}

interface OfferProps {
  readonly id: string;
  readonly offered: readonly SqlCompletion[];
  readonly active: number;
  readonly colours: RefObject<HTMLElement | null>;
  readonly onTake: (completion: SqlCompletion) => void;
}

/** The completions, beneath the word they would replace. */
function Offer({ id, offered, active, colours, onTake }: OfferProps) {
  const list = useRef<HTMLUListElement>(null);
  const start = offered[0]?.start;
  useEffect(() => {
    const [element, paper] = [list.current, colours.current];
    if (!element || !paper || start === undefined) return;
    const { left, bottom } = placeOf(paper, start);
    const editor = element.parentElement?.getBoundingClientRect();
    const most = (editor?.width ?? 0) - element.offsetWidth;
    element.style.left = `${Math.max(0, Math.min(left - (editor?.left ?? 0), most))}px`;
    element.style.top = `${bottom - (editor?.top ?? 0) + 4}px`;
  }, [offered, start, colours]);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <SuggestionList
      ref={list}
      id={id}
      name="Completions"
      className="sql-offer"
      items={offered}
      active={active}
      label={({ text }) => text}
      onTake={onTake}
    />
  );
}
