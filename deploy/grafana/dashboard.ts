/** How a value is shown: Grafana's own names of units. */
export type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'ops' | 'reqps';

export type Query = {
  readonly expr: string;
  /** Its name in the legend; Grafana fills in `{{label}}`. */
  readonly legend?: string;
};

export type Panel = {
  readonly title: string;
  /** What it tells, for who has never seen it. */
  readonly tells: string;
  readonly kind?: 'timeseries' | 'stat';
  readonly unit?: Unit;
  readonly queries: readonly Query[];
};

export type Dashboard = {
  readonly uid: string;
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
};

const GRID_WIDTH = 24;
const PANEL_HEIGHT = 7;
const PANELS_A_ROW_MAX = 4;

/** A dashboard as Grafana reads it: rows of panels that share the width, from the data source `prometheus`. */
export function toGrafana({ uid, title, rows }: Dashboard): object {
  let id = 0;
  let y = 0;
  const panels: object[] = [];
  for (const row of rows) {
    panels.push({
      ...{ id: ++id, type: 'row', title: row.title, collapsed: false, panels: [] },
      gridPos: { h: 1, w: GRID_WIDTH, x: 0, y: y++ },
    });
    const w = GRID_WIDTH / Math.min(row.panels.length, PANELS_A_ROW_MAX);
    for (const [index, panel] of row.panels.entries()) {
      const column = index % PANELS_A_ROW_MAX;
      if (index > 0 && column === 0) y += PANEL_HEIGHT;
      panels.push(toPanel(panel, ++id, { h: PANEL_HEIGHT, w, x: column * w, y }));
    }
    y += PANEL_HEIGHT;
  }
  return {
    uid,
    title,
    tags: ['karcis'],
    timezone: 'browser',
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    panels,
  };
}

function toPanel(panel: Panel, id: number, gridPos: object): object {
  const { title, tells, kind = 'timeseries', unit = 'short', queries } = panel;
  return {
    id,
    type: kind,
    title,
    description: tells,
    gridPos,
    datasource: { type: 'prometheus', uid: 'prometheus' },
    fieldConfig: { defaults: { unit, ...(kind === 'timeseries' && { min: 0 }) }, overrides: [] },
    options: kind === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] } } : {},
    targets: queries.map(({ expr, legend }, index) => ({
      refId: `Q${index + 1}`,
      expr,
      legendFormat: legend ?? '__auto',
      exemplar: expr.includes('_bucket'),
    })),
  };
}
