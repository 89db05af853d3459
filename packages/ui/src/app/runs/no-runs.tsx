// A server that no run was sent to yet.

/** What makes the first one. */
export function NoRuns() {
  return (
    <div className="nothing">
      <h2>No program has been run here yet</h2>
      <p>
        Put this in front of any command, in a crontab too. Its output passes through unchanged;
        lines, exit status, CPU and memory are recorded, whatever happens to it. The page shows it
        by itself.
      </p>
      <pre className="command">groundcrew run --name backup -- pg_dump shop</pre>
    </div>
  );
}
