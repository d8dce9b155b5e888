import { MARKERS } from '../seed/markers.ts'
import { blocks, otelTraceId, type CorpusOptions } from '../seed/plan.ts'
import { Random } from '../seed/random.ts'
import { languages } from '../seed/words.ts'
import type { Question } from './product.ts'

/** Words of middling frequency: neither in every trace nor in none. */
const WORD_RANKS = [300, 6000] as const

/** Questions about the first `spans` of a corpus, the same each time: experiments by how much they hold, traces of 100 spans. */
export function questionsAbout(corpus: CorpusOptions, spans: number, count: number): Question[] {
  const random = new Random(corpus.seed, spans, 31)
  const [english] = languages()
  const traces: { readonly experiment: number; readonly traceId: string }[] = []
  for (const block of blocks(corpus)) {
    if (block.firstSpan + block.spans > spans) break
    block.conversations.forEach(({ shape }, number) => {
      if (shape !== 'workflow') return
      traces.push({ experiment: block.experiment, traceId: otelTraceId(corpus.seed, block.index, number, 0) })
    })
  }
  return Array.from({ length: count }, () => ({
    ...traces[random.below(traces.length)]!,
    word: random.chance(0.3)
      ? MARKERS[random.below(2)]!.text
      : english!.words[random.between(WORD_RANKS[0], WORD_RANKS[1])]!,
  }))
}
