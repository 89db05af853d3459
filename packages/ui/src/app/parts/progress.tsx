// Waiting: nothing at first, a skeleton after 200 ms, a bar with a cancel button after two seconds.
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

/** Whether `isOn` has lasted for this long. */
export function useLasting(isOn: boolean, ms: number): boolean {
  const [has, setHas] = useState(false);
  useEffect(() => {
    if (!isOn) return setHas(false);
    const timer = setTimeout(() => setHas(true), ms);
    return () => clearTimeout(timer);
  }, [isOn, ms]);
  return isOn && has;
}

/** A thin bar while something takes over two seconds, and the way out. */
export function Progress({ isBusy, onCancel }: { isBusy: boolean; onCancel: () => void }) {
  const isShown = useLasting(isBusy, 2000);
  if (!isShown) return undefined;
  return (
    <div className="progress" role="status">
      <div className="progress-bar" />
      <span>Searching</span>
      <Button look="outlined" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

/** Bars in the shape of what is to come, once it takes noticeable time. */
export function Skeleton({ rows, isBusy = true }: { rows: number; isBusy?: boolean }) {
  const isShown = useLasting(isBusy, 200);
  if (!isShown) return undefined;
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`skeleton-row skeleton-${index % 5}`} />
      ))}
    </div>
  );
}

/** The bar alone, for where the way out is always in sight. */
export function ProgressBar({ isBusy }: { isBusy: boolean }) {
  const isShown = useLasting(isBusy, 400);
  return (
    <div className="progress-line" aria-hidden="true">
      {isShown && <div className="progress-bar" />}
    </div>
  );
}
