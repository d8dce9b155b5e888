import { MARKERS } from './markers.ts'
import { hash32, Random } from './random.ts'
import { Weighted, zipf } from './weighted.ts'

export const BLOCK_SPANS = 500
const MICROS_A_DAY = 86_400_000_000

export interface CorpusOptions {
  readonly seed: number
  readonly spans: number
  /** Event times end here. */
  readonly endMicros: number
  readonly days: number
  /** Conversations of this shape only, filled up with single calls. */
  readonly only?: 'chat' | 'loop'
}

/** What a conversation looks like: how many traces it has, and how many spans each has. */
type Shape = 'call' | 'single' | 'rag' | 'chat' | 'loop' | 'workflow' | 'big'

export interface Conversation {
  readonly shape: Shape
  /** The sum over its traces. */
  readonly spans: number
  /** Spans of each trace. */
  readonly traces: readonly number[]
  readonly startMicros: number
  readonly language: number
  readonly model: number
  /** Of some users only; sessions only of chats. */
  readonly user: number | undefined
  readonly isSession: boolean
  readonly environment: (typeof ENVIRONMENTS)[number] | undefined
  readonly customer: number | undefined
  /** The conversation's last trace fails in its last call. */
  readonly fails: boolean
  /** Indexes in `MARKERS`. */
  readonly markers: readonly number[]
  /** The verdict on each trace that has one, by the trace's place. */
  readonly verdicts: ReadonlyMap<number, boolean>
}

/** A multiple of 500 spans, all of one experiment: what one sender has gathered. */
export interface Block {
  readonly index: number
  readonly firstSpan: number
  readonly spans: number
  readonly experiment: number
  readonly conversations: readonly Conversation[]
}

export const EXPERIMENTS = 50
const USERS = 20_000
export const CUSTOMERS = 400
export const ENVIRONMENTS = ['production', 'staging', 'development'] as const
export const MODELS = [
  'gemini-2.5-flash',
  'gemini-2.5-pro',
  'gemini-2.5-flash-lite',
  'gemini-3-pro-preview',
  'gemini-2.0-flash',
  'gemini-3-flash-preview',
  'gemini-2.0-flash-lite',
] as const

export const LOOP_ROUNDS = 10
export const WORKFLOW_STEPS = 33
const SPANS_OF: Readonly<Record<Exclude<Shape, 'chat' | 'big'>, number>> = {
  call: 1,
  single: 2,
  rag: 4,
  loop: 1 + 2 * LOOP_ROUNDS,
  workflow: 1 + 3 * WORKFLOW_STEPS,
}
/** Root, chat, model call; every second turn also calls a tool and the model again. */
const chatTurnSpans = (turn: number): number => (turn % 2 === 1 ? 5 : 3)

const SHAPES = ['loop', 'single', 'rag', 'chat', 'workflow'] as const
const SHAPE_WEIGHTS = [280, 160, 140, 29, 15]
const BIG_BLOCKS_ONE_IN = 170
/** A small corpus shall not be one trace. */
const NO_BIG_BEFORE_BLOCK = 8

const experimentPick = new Weighted(zipf(EXPERIMENTS, 0.85))
const modelPick = new Weighted([40, 20, 14, 10, 8, 5, 3])
const userPick = new Weighted(zipf(USERS, 0.6))
const languagePick = new Weighted([95, 3, 2])
const shapePick = new Weighted(SHAPE_WEIGHTS)

/** The blocks of a corpus from the one that holds span `from` on. The same options give the same blocks. */
export function* blocks(options: CorpusOptions, from = 0): Generator<Block> {
  let firstSpan = 0
  for (let index = 0; firstSpan < options.spans; index++) {
    const bigSpans = options.only === undefined ? bigTraceSpans(options.seed, index) : undefined
    const spans = Math.min(bigSpans ?? BLOCK_SPANS, roundUp(options.spans - firstSpan))
    if (firstSpan + spans > from) yield planBlock(options, index, firstSpan, spans, bigSpans !== undefined)
    firstSpan += spans
  }
}

const roundUp = (spans: number): number => Math.ceil(spans / BLOCK_SPANS) * BLOCK_SPANS

/** The size of the one trace that fills this block; undefined for a block of ordinary conversations. */
function bigTraceSpans(seed: number, index: number): number | undefined {
  if (index < NO_BIG_BEFORE_BLOCK || hash32(seed, index, 17) % BIG_BLOCKS_ONE_IN !== 0) return undefined
  return BLOCK_SPANS * (2 + (hash32(seed, index, 18) % 19))
}

function planBlock(options: CorpusOptions, index: number, firstSpan: number, spans: number, isBig: boolean): Block {
  const random = new Random(options.seed, index, 1)
  const { days, endMicros } = options
  const corpusMicros = days * MICROS_A_DAY
  const startMicros = endMicros - corpusMicros + Math.floor((firstSpan / options.spans) * corpusMicros)
  const blockMicros = Math.floor((spans / options.spans) * corpusMicros)
  const experiment = experimentPick.next(random)
  const conversations: Conversation[] = []
  const add = (shape: Shape, traces: readonly number[]): void => {
    const offset = random.below(blockMicros)
    conversations.push(planConversation(random, shape, traces, startMicros + offset))
  }
  if (isBig) {
    add('big', [spans])
    return { index, firstSpan, spans, experiment, conversations }
  }
  for (let left = spans; left > 0;) {
    const shape = options.only ?? SHAPES[shapePick.next(random)]!
    const traces =
      shape === 'chat'
        ? Array.from({ length: random.between(8, 20) }, (_, turn) => chatTurnSpans(turn))
        : [SPANS_OF[shape]]
    if (options.only === 'chat') while (traces.length > 1 && sum(traces) > left) traces.pop()
    const size = sum(traces)
    if (size <= left) add(shape, traces)
    else add(left === 1 ? 'call' : 'single', [left === 1 ? 1 : 2])
    left -= size <= left ? size : Math.min(left, 2)
  }
  return { index, firstSpan, spans, experiment, conversations }
}

function planConversation(random: Random, shape: Shape, traces: readonly number[], startMicros: number): Conversation {
  const verdicts = new Map<number, boolean>()
  for (let trace = 0; trace < traces.length; trace++) {
    if (random.chance(0.05)) verdicts.set(trace, random.chance(0.8))
  }
  return {
    shape,
    spans: sum(traces),
    traces,
    startMicros,
    language: languagePick.next(random),
    model: modelPick.next(random),
    user: random.chance(0.7) ? userPick.next(random) : undefined,
    isSession: shape === 'chat',
    environment: random.chance(0.2) ? ENVIRONMENTS[random.below(ENVIRONMENTS.length)] : undefined,
    customer: random.chance(0.05) ? random.below(CUSTOMERS) : undefined,
    fails: random.chance(0.04),
    markers: MARKERS.flatMap(({ oneIn }, marker) => (random.below(oneIn) === 0 ? [marker] : [])),
    verdicts,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0)

/** 32 hex digits. */
export function otelTraceId(seed: number, block: number, conversation: number, trace: number): string {
  return traceIdWords(seed, block, conversation, trace)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('')
}

export const traceIdWords = (seed: number, block: number, conversation: number, trace: number): number[] =>
  [1, 2, 3, 4].map((part) => hash32(seed, block, conversation, trace, part))

export const experimentName = (experiment: number): string => `app-${String(experiment + 1).padStart(2, '0')}`
export const userName = (user: number): string => `user-${String(user + 1).padStart(5, '0')}`
export const customerName = (customer: number): string => `customer-${String(customer + 1).padStart(3, '0')}`
export const sessionName = (block: number, conversation: number): string => `session-${block}-${conversation}`
