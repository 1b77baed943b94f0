import uPlot from 'uplot'
import { number } from '../strings'

const HEIGHT = 260
/** So far apart, at least, are the times below the chart. */
const TIME_SPACE = 90
/** Where more steps stand, dots would only hide the line. */
const MOST_DOTS = 150

/**
 * How the chart looks, in the colours that the page has just now. `chosen` tells the column of the chosen step, and
 * `onpoint` hears which column the mouse is at.
 */
export function chartOptions(
  frame: HTMLElement,
  steps: number,
  hasForecast: boolean,
  chosen: () => number | null,
  onpoint: (column: number) => void,
): uPlot.Options {
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
    hooks: { setCursor: [({ cursor }) => cursor.idx != null && onpoint(cursor.idx)] },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 11, fill: accent, stroke: surface, width: 2 },
      // The dot stands at the step that is chosen, and the other lines have none.
      dataIdx: (_, series) => (series === 1 ? chosen() : null),
    },
    scales: { x: { time: true }, y: { range: (_, min, max) => roomFor(min, max) } },
    axes: [{ ...axis, space: TIME_SPACE }, { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? number(tick) : '')) }],
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
