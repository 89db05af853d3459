// A stack trace for reading: own frames stand out, runs of library frames fold.
import { useState } from 'react';
import { foldFrames, type TracePart } from './stack-frames.ts';

/** The trace as text, with runs of library frames folded. */
export function StackTrace({ text }: { text: string }) {
  const parts = foldFrames(text);
  return (
    <div className="trace">
      {parts.map((part, index) => (
        <TracePartView key={index} part={part} />
      ))}
    </div>
  );
}

function TracePartView({ part }: { part: TracePart }) {
  const [isOpen, setOpen] = useState(false);
  if (part.kind !== 'library')
    return <div className={`trace-${part.kind}`}>{part.lines.join('\n')}</div>;
  return (
    <>
      <button
        type="button"
        className="trace-fold"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? '▾' : '▸'} {part.frames} library {part.frames === 1 ? 'frame' : 'frames'}
      </button>
      {isOpen && <div className="trace-library">{part.lines.join('\n')}</div>}
    </>
  );
}
