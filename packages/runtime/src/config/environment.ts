// The only file that reads process.env. Everything else is handed the map.

/** A copy of the process's environment. */
export function readEnvironment(): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}
