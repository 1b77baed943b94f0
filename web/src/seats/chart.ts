import uPlot from 'uplot'

const HEIGHT = 260
/** Where more steps stand, dots would only hide the line. */
const MOST_DOTS = 150

/** How the chart looks, in the colours that the page has just now. */
export function chartOptions(frame: HTMLElement, steps: number, hasForecast: boolean): uPlot.Options {
  const style = getComputedStyle(frame)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  const [accent, quiet, line, danger, surface] = ['--accent', '--ink-quiet', '--line', '--danger', '--surface'].map(colour) as [
    string, string, string, string, string,
  ]
  const stepped = uPlot.paths.stepped!({ align: 1 })
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: `12px ${style.fontFamily}` }
  return {
    width: frame.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 11, fill: accent, stroke: surface, width: 2 },
      // Nothing is chosen by hovering over what is not there yet, or is the same all along.
      dataIdx: (chart, series, index) => (series === 1 ? nearest(chart.data[1] as (number | null)[], index) : index),
    },
    scales: { x: { time: true }, y: { range: (_, min, max) => roomFor(min, max) } },
    axes: [axis, { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? tick.toLocaleString('en') : '')) }],
    series: [
      {},
      { stroke: accent, width: 2, paths: stepped, points: { show: steps <= MOST_DOTS, size: 6, fill: accent, stroke: accent } },
      { show: hasForecast, stroke: accent, width: 2, dash: [6, 5], paths: stepped, points: { show: hasForecast, size: 6, fill: surface, stroke: accent } },
      { stroke: danger, width: 1, points: { show: false } },
    ],
  }
}

/** A little room above and below, never below nothing, and some height where all values are one. */
function roomFor(min: number | null, max: number | null): [number, number] {
  const [low, high] = [min ?? 0, max ?? 0]
  const room = Math.max((high - low) * 0.12, 1)
  return [Math.max(0, Math.floor(low - room)), Math.ceil(high + room)]
}

function nearest(values: (number | null)[], index: number): number {
  let at = Math.min(index, values.length - 1)
  while (at > 0 && values[at] == null) at -= 1
  return at
}
