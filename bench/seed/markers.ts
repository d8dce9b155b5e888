/** A text that no invented word contains, put into the first message of one conversation in `oneIn`. */
export interface Marker {
  readonly name: string
  readonly text: string
  readonly oneIn: number
}

/** Their counts are known without looking (`expected-counts.ts`), so searches can be checked to the last trace. */
export const MARKERS: readonly Marker[] = [
  { name: 'common word', text: 'Quaxoril', oneIn: 20 },
  { name: 'mid word', text: 'vexlumbra', oneIn: 500 },
  { name: 'rare word', text: 'zyphandrel', oneIn: 10_000 },
  { name: 'phrase', text: 'amber jyxtapole lantern', oneIn: 1000 },
  { name: 'German word', text: 'Größenüberxung', oneIn: 2000 },
  { name: 'Japanese run', text: '猫鯨虎', oneIn: 2000 },
]
