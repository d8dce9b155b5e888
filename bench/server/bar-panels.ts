export interface BarPanel {
  readonly title: string
  readonly unit: string
  /** Without a value: not measured. */
  readonly bars: readonly { readonly label: string; readonly value: number | undefined }[]
}

const WIDTH = 760
const LABEL_WIDTH = 80
const BAR_WIDTH = 480
const BAR_HEIGHT = 16
const BAR_STEP = 22
const TITLE_HEIGHT = 34
const GAP = 14
/** The shortest bar that is still seen. */
const MIN_BAR = 3

/** An SVG of panels one below another, each with bars on a logarithmic scale of its own; readable on light and dark. */
export function barPanels(panels: readonly BarPanel[]): string {
  let top = 8
  const parts: string[] = []
  for (const panel of panels) {
    parts.push(panelParts(panel, top))
    top += TITLE_HEIGHT + panel.bars.length * BAR_STEP + GAP
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" role="img">
<title>Loupe and its peers</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #333 }
.title { font-weight: 600 }
rect { fill: #9aa5b1 }
.loupe { fill: #2f6fed }
@media (prefers-color-scheme: dark) { text { fill: #ddd } rect { fill: #6b7684 } .loupe { fill: #6f9bff } }
</style>
${parts.join('\n')}
</svg>
`
}

function panelParts({ title, unit, bars }: BarPanel, top: number): string {
  const values = bars.map(({ value }) => value).filter((value) => value !== undefined && value > 0) as number[]
  const [low, high] = [Math.min(...values) / 3, Math.max(...values)]
  const widthOf = (value: number): number =>
    Math.max(MIN_BAR, (Math.log(value / low) / Math.log(high / low)) * BAR_WIDTH)
  const lines = [`<text class="title" x="8" y="${top + 16}">${title} (${unit}, logarithmic)</text>`]
  bars.forEach(({ label, value }, index) => {
    const y = top + TITLE_HEIGHT - 8 + index * BAR_STEP
    lines.push(`<text x="8" y="${y + 12}">${label}</text>`)
    const width = value === undefined || value <= 0 ? 0 : widthOf(value)
    if (width > 0) {
      lines.push(
        `<rect class="${label}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
      )
    }
    const text =
      value === undefined ? 'not measured' : value >= 10 ? Math.round(value).toLocaleString('en') : value.toPrecision(2)
    lines.push(`<text x="${(LABEL_WIDTH + width + 8).toFixed(1)}" y="${y + 12}">${text}</text>`)
  })
  return lines.join('\n')
}
