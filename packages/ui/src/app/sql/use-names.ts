// What there is to ask about: tables with their columns, and the attributes that were logged.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { logFields } from '../api/logs.ts';
import { readTables } from '../api/sql.ts';
import { presentMs } from '../logs/head-start.ts';
import type { SqlNames } from './sql-completion.ts';

const dayMs = 86_400_000;

/** The names, as far as they are known. */
export function useNames(): SqlNames {
  const tables = useQuery({
    queryKey: ['sql-tables'],
    queryFn: ({ signal }) => readTables(signal),
  });
  const fields = useQuery({
    queryKey: ['sql-attributes'],
    queryFn: ({ signal }) => {
      const endMs = Math.floor(presentMs());
      return logFields({ query: '', startMs: endMs - dayMs, endMs }, signal);
    },
  });
  return useMemo(() => {
    const own = new Set((tables.data ?? []).flatMap(({ attributes }) => attributes));
    const logged = (fields.data ?? []).flatMap(({ name, is_attribute: isAttribute }) =>
      isAttribute ? [name] : [],
    );
    return {
      tables: tables.data ?? [],
      attributes: [...new Set([...logged, ...own])].map((name) => ({
        name,
        hasColumn: own.has(name),
      })),
    };
  }, [tables.data, fields.data]);
}
