// The table of routes: what is not here does not exist.
import type { Route } from './route.ts';
import { contextLogsRoute } from './routes/context-logs.ts';
import { countLogsRoute } from './routes/count-logs.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { exportLogsRoute } from './routes/export-logs.ts';
import { facetLogsRoute } from './routes/facet-logs.ts';
import { fieldValuesRoute } from './routes/field-values.ts';
import { histogramLogsRoute } from './routes/histogram-logs.ts';
import { listLogsRoute } from './routes/list-logs.ts';
import { logFieldsRoute } from './routes/log-fields.ts';
import { logsAsSqlRoute } from './routes/logs-as-sql.ts';
import { patternLogsRoute } from './routes/pattern-logs.ts';
import { runSqlRoute } from './routes/run-sql.ts';
import { listJobsRoute } from './routes/runs-jobs.ts';
import { compareRunsRoute } from './routes/runs-compare.ts';
import { runGapsRoute, runLinesRoute } from './routes/runs-lines.ts';
import { getRunRoute, listRunsRoute } from './routes/runs.ts';
import { serverStatusRoute } from './routes/server-status.ts';
import { deadLettersRoute, healthRoute, metricsRoute, readyRoute } from './routes/status.ts';
import { tailLogsRoute } from './routes/tail-logs.ts';
import { createTokenRoute, listTokensRoute, revokeTokenRoute } from './routes/tokens.ts';
import { deleteViewRoute, listViewsRoute, putViewRoute } from './routes/views.ts';
import { volumeLogsRoute } from './routes/volume-logs.ts';

/** All routes in the order of the documentation. */
export const apiRoutes: readonly Route[] = [
  listLogsRoute,
  countLogsRoute,
  histogramLogsRoute,
  facetLogsRoute,
  logFieldsRoute,
  fieldValuesRoute,
  patternLogsRoute,
  volumeLogsRoute,
  contextLogsRoute,
  tailLogsRoute,
  exportLogsRoute,
  logsAsSqlRoute,
  listRunsRoute,
  listJobsRoute,
  getRunRoute,
  runLinesRoute,
  runGapsRoute,
  compareRunsRoute,
  runSqlRoute,
  listViewsRoute,
  putViewRoute,
  deleteViewRoute,
  listTokensRoute,
  createTokenRoute,
  revokeTokenRoute,
  serverStatusRoute,
  deadLettersRoute,
  healthRoute,
  readyRoute,
  metricsRoute,
  ...documentationRoutes(() => apiRoutes),
];
