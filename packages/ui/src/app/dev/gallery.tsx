// Every component in every state, to be looked at. Development builds only.
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/client.ts';
import type { SqlAnswer } from '../api/sql.ts';
import { levels } from '../logs/severity.ts';
import { Button } from '../parts/button.tsx';
import { Chart, type ChartSeries } from '../parts/chart.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { QueryForm } from '../parts/query-form.tsx';
import { StackTrace } from '../parts/stack-trace.tsx';
import { toast } from '../parts/toasts.tsx';
import { NameChoice } from '../runs/name-choice.tsx';
import { ResultGrid } from '../sql/result-grid.tsx';
import { SqlText } from '../sql/sql-text.tsx';
import { formatShortCount } from '../time/format.ts';
import { TimeRange, ZoneChip } from '../time/time-range.tsx';

const trace = `Error: the last cup is gone
    at checkout (/srv/shop/checkout.ts:17:9)
    at route (/srv/shop/shop.ts:80:12)
    at Layer.handle (/srv/shop/node_modules/router/layer.js:95:5)
    at next (/srv/shop/node_modules/router/route.js:149:13)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`;

const endMs = Date.UTC(2026, 10, 21, 12);
const timesMs = Array.from({ length: 60 }, (_, index) => endMs - (60 - index) * 60_000);
const series: ChartSeries[] = [
  {
    label: 'error',
    color: '--level-error',
    kind: 'bar',
    values: timesMs.map((_, index) => (index % 9 === 4 ? 14 : 2)),
  },
  {
    label: 'info',
    color: '--level-info',
    kind: 'bar',
    values: timesMs.map((_, index) => 30 + 18 * Math.sin(index / 5)),
  },
  {
    label: 'before',
    color: '--text-muted',
    kind: 'dashed',
    values: timesMs.map((_, index) => 34 + 12 * Math.cos(index / 7)),
  },
];

const sql = `SELECT service, count() AS n -- all of them
FORM logs WHERE body LIKE '%cup%' LIMIT 10`;

const answer: SqlAnswer = {
  columns: [
    { name: 'service', type: 'LowCardinality(String)' },
    { name: 'n', type: 'UInt64' },
    { name: 'share', type: 'Nullable(Float64)' },
    { name: 'tags', type: 'Array(String)' },
  ],
  rows: Array.from({ length: 40 }, (_, index) => [
    `service-${index}`,
    40 - index,
    index % 5 === 4 ? null : index / 40,
    ['a', 'b'],
  ]),
  isCut: false,
};

/** The page of components. */
export function Gallery() {
  const [isOpen, setOpen] = useState(false);
  const [zone, setZone] = useState('UTC');
  const [span, setSpan] = useState({ from: '-1h', to: '' });
  return (
    <div className="gallery">
      <h1>Components</h1>
      <Case name="Buttons">
        <Button look="primary">Primary</Button>
        <Button>Outlined</Button>
        <Button look="plain">Plain</Button>
        <Button icon="filter">With icon</Button>
        <Button icon="copy" aria-label="Copy" />
        <Button isPressed icon="logs">
          Pressed
        </Button>
        <Button disabled>Disabled</Button>
      </Case>
      <Case name="Menu, dialog, notice">
        <MenuButton label="Menu" icon="more" look="outlined" text="Menu" align="start">
          {(close) => (
            <>
              <MenuItem icon="filter" onSelect={close}>
                Only this service
              </MenuItem>
              <MenuItem icon="copy" hint="y" onSelect={close}>
                Copy value
              </MenuItem>
              <MenuItem isOn onSelect={close}>
                Chosen
              </MenuItem>
            </>
          )}
        </MenuButton>
        <Button onClick={() => setOpen(true)}>Dialog</Button>
        <Button onClick={() => toast('Value copied')}>Notice</Button>
        <Button onClick={() => toast('The download broke off', 'error')}>Error notice</Button>
        {isOpen && (
          <Dialog title="A dialog" onClose={() => setOpen(false)}>
            <p>Escape closes it.</p>
          </Dialog>
        )}
      </Case>
      <Case name="Time">
        <TimeRange span={span} zone={zone} nowMs={endMs} onChange={setSpan} />
        <ZoneChip zone={zone} nowMs={endMs} onChange={setZone} />
      </Case>
      <Case name="Filters by name">
        {['', 'web-1'].map((chosen) => (
          <NameChoice
            key={chosen}
            what="host"
            chosen={chosen}
            known={['web-1', 'web-2', 'db-1']}
            onChoose={(name) => toast(name === '' ? 'Any host' : name)}
          />
        ))}
      </Case>
      <Case name="Levels">
        {levels.map((level) => (
          <span key={level} className="level-mark">
            <span className={`dot dot-${level}`} />
            {level}
          </span>
        ))}
      </Case>
      <Case name="Chart">
        <div className="gallery-wide">
          <Chart
            label="An example"
            timesMs={timesMs}
            series={series}
            startMs={endMs - 3_600_000}
            endMs={endMs}
            stepMs={60_000}
            heightPx={120}
            zone={zone}
            formatValue={formatShortCount}
            marks={[{ timeMs: endMs - 1_500_000, label: '2026.11.2', kind: 'release' }]}
          />
        </div>
      </Case>
      <Case name="Stack trace">
        <StackTrace text={trace} />
      </Case>
      <Case name="JSON">
        <JsonTree
          value={{
            order: { id: 17, lines: [{ product: 'cup', count: 2 }], paid: true, note: null },
          }}
        />
      </Case>
      <Case name="SQL, with a mistake">
        <SqlText text={sql} mistakeAt={sql.indexOf('FORM')} />
      </Case>
      <Case name="Answer">
        <div className="gallery-wide gallery-grid">
          <ResultGrid answer={answer} isStale={false} />
        </div>
      </Case>
      <Case name="Form of a query">
        <div className="gallery-wide">
          <QueryForm title="SQL" text={sql} />
        </div>
      </Case>
      <Case name="Problem">
        <Problem
          error={new ApiError('The query took longer than 30 s.', { code: 'query-timeout' })}
          onRetry={() => undefined}
        />
      </Case>
      <Case name="Skeleton">
        <div className="gallery-wide">
          <Skeleton rows={5} />
        </div>
      </Case>
    </div>
  );
}

function Case({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="gallery-case">
      <h2>{name}</h2>
      <div>{children}</div>
    </section>
  );
}
