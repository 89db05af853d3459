// Pages split off from the first load.
import { type ComponentType, lazy, Suspense } from 'react';
import { Skeleton } from './progress.tsx';

/** A page whose code comes when it is first shown. */
export function lazyPage(load: () => Promise<ComponentType>): ComponentType {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function LazyPage() {
    return (
      <Suspense fallback={<Skeleton rows={12} />}>
        <Loaded />
      </Suspense>
    );
  };
}
