// When a run was, for questions about its lines.
import type { Run } from '../api/runs.ts';

/** Programs that write local times without a zone are hours off. */
const marginMs = 86_400_000;

/** From well before its start to well after its end. */
export function runSpan(run: Run): { startMs: number; endMs: number } {
  const startMs = Date.parse(run.started_at);
  return { startMs: startMs - marginMs, endMs: startMs + run.duration_ms + marginMs };
}
