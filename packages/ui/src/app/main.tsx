// Starts the application.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/frame.css';
import './styles/logs.css';
import './styles/sheet.css';
import './styles/runs.css';
import './styles/settings.css';
import './styles/sql.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client.ts';
import { connection } from './api/connection.ts';
import { App } from './app.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The connection says when to ask again; a refusal stays one.
      retry: (failures, error) => error instanceof ApiError && error.status === 503 && failures < 3,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      staleTime: 60_000,
    },
  },
});
connection.onRecovery(() => void client.invalidateQueries());

const root = document.querySelector('#app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
