// Facets: the frequent values of fields with their counts, each to be chosen alone, with others, or left out.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { facetLogs } from '../api/logs.ts';
import { useKept } from '../api/use-kept.ts';
import { remembered } from '../frame/remembered.ts';
import { Button } from '../parts/button.tsx';
import { MenuButton } from '../parts/menu.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { anyValue, excludeValue, onlyValue, standing, toggleValue } from '../search/terms.ts';
import { formatCount, formatShortCount } from '../time/format.ts';
import { FieldChoice } from './field-choice.tsx';
import { valueText } from './record-fields.ts';
import { levels } from './severity.ts';
import type { Asked } from './use-span.ts';

const standardFacets = ['level', 'service', 'host'];
/** Values shown, one step after the other; the last is as many as the server tells. */
const shownSteps = [8, 50, 1_000] as const;

/** Chooses further facets, and remembers them. */
function chooseFacets(facets: readonly string[]): void {
  remembered.write('facets', facets.join(','));
  changeLogs({ facets }, { replace: true });
}

/** The column of facets. */
export function Facets(props: { state: LogsAddress; asked: Asked; isWaiting: boolean }) {
  const { state, asked } = props;
  const own = state.facets.filter((name) => !standardFacets.includes(name));
  return (
    <div className="facets">
      {standardFacets.map((field) => (
        <Facet key={field} field={field} {...props} />
      ))}
      {own.map((field) => (
        <Facet
          key={field}
          field={field}
          {...props}
          onRemove={() => chooseFacets(own.filter((each) => each !== field))}
        />
      ))}
      <AddFacet
        asked={asked}
        known={[...standardFacets, ...own]}
        onAdd={(field) => chooseFacets([...own, field])}
      />
    </div>
  );
}

interface FacetProps {
  readonly field: string;
  readonly state: LogsAddress;
  readonly asked: Asked;
  /** The rows come first. */
  readonly isWaiting: boolean;
  readonly onRemove?: () => void;
}

function Facet({ field, state, asked, isWaiting, onRemove }: FacetProps) {
  const [step, setStep] = useState(0);
  const shown = shownSteps[step] ?? 0;
  const isLast = step === shownSteps.length - 1;
  // One more says that there are more.
  const limit = isLast ? shown : shown + 1;
  // Counted without the conditions on this very field, so that other values can be chosen too.
  const question = { ...asked.question, query: anyValue(asked.question.query, field) };
  const counted = useQuery({
    queryKey: ['facet', field, limit, question],
    queryFn: ({ signal }) => facetLogs(question, field, limit, signal),
    enabled: !isWaiting,
    placeholderData: keepPreviousData,
  });
  const { isPending, isError, error } = counted;
  const data = useKept(counted.data, error);
  if (data?.length === 0 && !onRemove) return undefined;
  const values =
    field === 'level' && data
      ? [...data].sort((a, b) => levelPlace(a.value) - levelPlace(b.value))
      : data;
  const most = Math.max(1, ...(data ?? []).map(({ count }) => count));
  const isNarrowed = question.query !== asked.question.query.trim();
  return (
    <section className="facet" aria-label={field}>
      <header className="facet-head">
        <h2 title={field}>{field}</h2>
        {isNarrowed && (
          <button
            type="button"
            className="text-button"
            onClick={() => changeLogs({ query: anyValue(state.query, field) })}
          >
            all
          </button>
        )}
        {onRemove && (
          <Button
            look="plain"
            icon="close"
            aria-label={`Remove the facet ${field}`}
            onClick={onRemove}
          />
        )}
      </header>
      {isPending && <Skeleton rows={3} />}
      {isError && !data && <p className="muted facet-none">not counted</p>}
      {data?.length === 0 && <p className="muted facet-none">no line has it</p>}
      <ul>
        {(values ?? []).slice(0, shown).map(({ value, count }) => (
          <FacetRow
            key={JSON.stringify(valueText(value))}
            field={field}
            value={value}
            count={count}
            share={count / most}
            state={state}
          />
        ))}
      </ul>
      <FacetEnd
        hasMore={(data?.length ?? 0) > shown}
        isCut={isLast && (data?.length ?? 0) >= shown}
        step={step}
        onStep={setStep}
      />
    </section>
  );
}

interface FacetEndProps {
  readonly hasMore: boolean;
  /** There may be more than the server tells. */
  readonly isCut: boolean;
  readonly step: number;
  readonly onStep: (step: number) => void;
}

function FacetEnd({ hasMore, isCut, step, onStep }: FacetEndProps) {
  if (!hasMore && step === 0) return undefined;
  return (
    <div className="facet-more">
      <button type="button" className="text-button" onClick={() => onStep(hasMore ? step + 1 : 0)}>
        {hasMore ? 'more' : 'fewer'}
      </button>
      {hasMore && step > 0 && (
        <button type="button" className="text-button" onClick={() => onStep(0)}>
          fewer
        </button>
      )}
      {isCut && <span className="muted">the most frequent ones</span>}
    </div>
  );
}

const levelPlace = (value: unknown) => levels.findIndex((level) => level === value);

interface FacetRowProps {
  readonly field: string;
  readonly value: unknown;
  readonly count: number;
  readonly share: number;
  readonly state: LogsAddress;
}

function FacetRow({ field, value, count, share, state }: FacetRowProps) {
  const text = valueText(value);
  const stands = standing(state.query, field, value);
  return (
    <li className={`facet-row${stands ? ` is-${stands}` : ''}`}>
      <button
        type="button"
        className="facet-value"
        aria-pressed={stands === 'only'}
        title={text}
        onClick={() => changeLogs({ query: toggleValue(state.query, field, value) })}
      >
        {field === 'level' && <span className={`dot dot-${text}`} />}
        <span className="facet-text">{text === '' ? 'empty' : text}</span>
        <span className="facet-count" title={formatCount(count)}>
          {formatShortCount(count)}
        </span>
        <span
          className="facet-bar"
          style={{ width: `calc(${Math.max(0.02, share)} * (100% - 32px))` }}
        />
      </button>
      <span className="facet-actions">
        <button
          type="button"
          aria-label={`Only ${field} ${text}`}
          onClick={() => changeLogs({ query: onlyValue(state.query, field, value) })}
        >
          only
        </button>
        <button
          type="button"
          aria-label={`Exclude ${field} ${text}`}
          onClick={() => changeLogs({ query: excludeValue(state.query, field, value) })}
        >
          exclude
        </button>
      </span>
    </li>
  );
}

function AddFacet({
  asked,
  known,
  onAdd,
}: {
  asked: Asked;
  known: readonly string[];
  onAdd: (field: string) => void;
}) {
  return (
    <MenuButton label="Add a facet" icon="plus" text="Facet" align="start" role="dialog">
      {(close) => (
        <FieldChoice
          asked={asked}
          known={known}
          onChoose={(field) => {
            close();
            onAdd(field);
          }}
        />
      )}
    </MenuButton>
  );
}
