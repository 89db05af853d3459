// Which page an address means.
import { lazy, Suspense, useEffect } from 'react';
import { navigate, useLocation } from './address/location.ts';
import { logsPath } from './address/logs-address.ts';
import { Shell } from './frame/shell.tsx';
import { pages } from './pages.ts';

const Gallery = __DEVELOPMENT__
  ? lazy(async () => ({ default: (await import('./dev/gallery.tsx')).Gallery }))
  : undefined;

/** The frame with the page of the address in it. */
export function App() {
  const { path } = useLocation();
  useEffect(() => {
    if (path === '/') navigate(logsPath + location.search, { replace: true });
  }, [path]);
  const page = pages.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  useEffect(() => {
    document.title = page ? `${page.name} · Groundcrew` : 'Groundcrew';
  }, [page]);
  return (
    <Shell>
      {page && <page.component />}
      {Gallery && path === '/dev/components' && (
        <Suspense>
          <Gallery />
        </Suspense>
      )}
      {!page && path !== '/' && !(Gallery && path === '/dev/components') && <NoPage path={path} />}
    </Shell>
  );
}

function NoPage({ path }: { path: string }) {
  return (
    <div className="empty">
      <h1>There is no page here</h1>
      <p>
        Nothing lives at <code>{path}</code>. Choose a page on the left, or press Ctrl K to find
        one.
      </p>
    </div>
  );
}
