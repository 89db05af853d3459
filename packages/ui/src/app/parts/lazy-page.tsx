// Code split off from the first load.
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { Skeleton } from './progress.tsx';

/** A component whose code comes when it is first shown; until then its fallback. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback?: ReactNode,
): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function LazyPart(props) {
    return (
      <Suspense fallback={fallback}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}

/** A page whose code comes when it is first shown. */
export const lazyPage = (load: () => Promise<ComponentType>): ComponentType =>
  lazyPart(load, <Skeleton rows={12} />);
