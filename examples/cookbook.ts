// Gemini with Loupe, from the first call to function calling. Run it with `npm run demo`, or by itself against a server
// that runs: `node examples/cookbook.ts` with GEMINI_API_KEY set.
import { GoogleGenAI, Modality } from '@google/genai'
import * as loupe from '@loupe-ai/sdk'
import { calculator } from './calculator.ts'

const MODEL = process.env['GEMINI_MODEL'] ?? 'gemini-2.5-flash'
const IMAGE_MODEL = process.env['GEMINI_IMAGE_MODEL'] ?? 'gemini-2.5-flash-image'
const CONFIG = { temperature: 0.2, maxOutputTokens: 2048 }

// Where traces go, and the experiment that they belong to.
loupe.setTrackingUri(process.env['LOUPE_TRACKING_URI'] ?? 'http://localhost:5000')
try {
  await loupe.createExperiment('gemini-cookbook', { artifactLocation: 'mlflow-artifacts:/gemini-cookbook' })
} catch {
  console.log('The experiment gemini-cookbook is there already, or the server is not there yet: both are fine.')
}
await loupe.setExperiment('gemini-cookbook')

// The one line: from here on every call of @google/genai is traced.
loupe.gemini.autolog()

const ai = new GoogleGenAI({})

function show(title: string, answer: string | undefined): void {
  const link = `${loupe.getTrackingUri()}/traces/${loupe.getLastActiveTraceId()}`
  console.log(`\n${title}\n  ${(answer ?? '').trim().replaceAll('\n', '\n  ')}\n  → ${link}`)
}

// 1. A simple generation.
const opposite = await ai.models.generateContent({
  model: MODEL,
  contents: 'The opposite of hot is',
  config: CONFIG,
})
show('A simple generation', opposite.text)

// 2. A chat of two turns, in one trace of our own.
const explanation = await loupe.withSpan(
  async (span) => {
    span.setInputs('How does a computer work?')
    const chat = ai.chats.create({ model: MODEL, config: CONFIG })
    await chat.sendMessage({ message: 'In one sentence, explain how a computer works to a young child.' })
    const detailed = await chat.sendMessage({
      message: 'Okay, how about a more detailed explanation to a high schooler?',
    })
    span.setOutputs(detailed.text)
    return detailed.text
  },
  { name: 'multi-turn', spanType: loupe.SpanType.CHAIN },
)
show('A chat of two turns', explanation)

// 3. Functions that Gemini calls by itself.
const MITTENS = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

const mittens = await ai.chats
  .create({ model: MODEL, config: { ...CONFIG, tools: [calculator] } })
  .sendMessage({ message: MITTENS })
show('Function calling', mittens.text)

// 4. The same as a stream.
const stream = await ai.chats
  .create({ model: MODEL, config: { ...CONFIG, tools: [calculator] } })
  .sendMessageStream({ message: MITTENS })
let streamed = ''
for await (const chunk of stream) {
  streamed += chunk.candidates?.[0]?.content?.parts?.map((part) => part.text ?? '').join('') ?? ''
}
show('Function calling, as a stream', streamed)

// 5. Thoughts, which come apart from the answer.
const pondered = await ai.models.generateContent({
  model: MODEL,
  contents: 'Why is the sky blue?',
  config: { ...CONFIG, thinkingConfig: { includeThoughts: true } },
})
show('An answer with its thoughts', pondered.text)

// 6. A stream of text: its trace shows when the first piece came.
const pieces = await ai.models.generateContentStream({
  model: MODEL,
  contents: 'Explain in three sentences how a rainbow comes about.',
  config: CONFIG,
})
let explained = ''
for await (const piece of pieces) explained += piece.text ?? ''
show('A stream', explained)

// 7. A picture, drawn and then looked at. It is kept beside the trace, once, and shown where it was said.
try {
  const described = await loupe.withSpan(
    async () => {
      const drawn = await ai.models.generateContent({
        model: IMAGE_MODEL,
        contents: 'Draw a lighthouse at dusk.',
        config: { responseModalities: [Modality.TEXT, Modality.IMAGE] },
      })
      const picture = drawn.candidates?.[0]?.content?.parts?.find((part) => part.inlineData !== undefined)
      if (picture?.inlineData === undefined) return 'No picture came.'
      const { mimeType, data } = picture.inlineData
      const seen = await ai.models.generateContent({
        model: MODEL,
        contents: ['What is on this picture?', { inlineData: { mimeType, data } }],
        config: CONFIG,
      })
      return seen.text
    },
    { name: 'picture', spanType: loupe.SpanType.CHAIN },
  )
  show('A picture, drawn and looked at', described)
} catch (error) {
  // Not every key may draw. The trace shows what was tried.
  show('A picture that was not drawn', String(error))
}

// 8. A call that fails.
try {
  await ai.models.generateContent({ model: 'gemini-of-the-future', contents: 'Are you there?', config: CONFIG })
} catch (error) {
  show('A call that fails', String(error))
}

const delivered = await loupe.flushTraces()
console.log(`\nAll traces are delivered: ${delivered.delivered} spans.`)
