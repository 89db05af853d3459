// The icons: sixteen pixels, one stroke, drawn here so that nothing is fetched.

const paths = {
  logs: 'M2.5 3.5h11M2.5 6.5h7.5M2.5 9.5h11M2.5 12.5h5.5',
  runs: 'M4.5 3v10l8-5z',
  sql: 'M2.5 3.5h11v9h-11zM5 6.2l2 1.8-2 1.8M8.5 10.2h3',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.2 6.3v6.7',
  history: 'M2.8 6.2a5.5 5.5 0 1 1-.3 2.4M2.5 3v3.3h3.3M8 5v3.2l2 1.3',
  settings: 'M2.5 4.5h6M11.5 4.5h2M8.5 3v3M2.5 11.5h2M7.5 11.5h6M4.5 10v3',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3.5 3.5',
  clock: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 5v3.2l2 1.3',
  globe:
    'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM2.5 8h11M8 2.5c2 2 2 9 0 11M8 2.5c-2 2-2 9 0 11',
  chevron: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  left: 'M10 4L6 8l4 4',
  close: 'M4 4l8 8M12 4l-8 8',
  play: 'M5 3.5v9l7-4.5z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  copy: 'M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2',
  filter: 'M2.5 3.5h11L9.5 8.2v4.3l-3-1.5V8.2z',
  exclude: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM4.2 4.2l7.6 7.6',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  download: 'M8 2.5v8M4.5 7.5L8 11l3.5-3.5M2.5 13.5h11',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5L7.5 13a2.8 2.8 0 0 1-4-4L5 7.5',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  star: 'M8 2.5l1.7 3.5 3.8.5-2.8 2.7.7 3.8L8 11.2 4.6 13l.7-3.8L2.5 6.5l3.8-.5z',
  compare: 'M2.5 12.5l3-5 3 2.5 5-6.5M2.5 9.5l3-3.5M9.5 12.5l4-3',
  around: 'M2.5 3.5h11M2.5 12.5h11M2.5 8h7M11.5 6l2 2-2 2',
  request: 'M4 3v10M4 5h5M4 8h8M4 11h3.5',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.7M8 12.8v1.7M1.5 8h1.7M12.8 8h1.7M3.4 3.4l1.2 1.2M11.4 11.4l1.2 1.2M3.4 12.6l1.2-1.2M11.4 4.6l1.2-1.2',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z',
  keyboard: 'M1.5 4.5h13v7h-13zM4 7h.01M6.7 7h.01M9.3 7h.01M12 7h.01M5 9.3h6',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  zoomOut: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3.5 3.5M5 7h4',
  patterns: 'M2.5 4h4M8.5 4h5M2.5 8h2M6.5 8h7M2.5 12h5M9.5 12h4',
  volume: 'M2.5 13V9.5M6 13V3M9.5 13V6.5M13 13v-2',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.5h.01',
  sort: 'M5 3v10M5 13l-2.5-2.5M5 13l2.5-2.5M9.5 4h4M9.5 8h3M9.5 12h2',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** An icon; decoration only, so it has no name of its own. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
