/** Names of attributes, spelled once. OpenTelemetry's: semantic conventions for GenAI, v1.41 and newer. */
export const GEN_AI = {
  operationName: 'gen_ai.operation.name',
  providerName: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  requestStream: 'gen_ai.request.stream',
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  maxTokens: 'gen_ai.request.max_tokens',
  stopSequences: 'gen_ai.request.stop_sequences',
  seed: 'gen_ai.request.seed',
  presencePenalty: 'gen_ai.request.presence_penalty',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  choiceCount: 'gen_ai.request.choice.count',
  reasoningLevel: 'gen_ai.request.reasoning.level',
  outputType: 'gen_ai.output.type',
  responseId: 'gen_ai.response.id',
  responseModel: 'gen_ai.response.model',
  finishReasons: 'gen_ai.response.finish_reasons',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cacheReadInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  /** Written to a cache, once. Told apart from `cache_creation`, which is part of a request's input. */
  cacheWriteInputTokens: 'gen_ai.usage.cache_write.input_tokens',
  reasoningOutputTokens: 'gen_ai.usage.reasoning.output_tokens',
  conversationId: 'gen_ai.conversation.id',
  toolName: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  toolDescription: 'gen_ai.tool.description',
  toolCallId: 'gen_ai.tool.call.id',
  toolCallArguments: 'gen_ai.tool.call.arguments',
  toolCallResult: 'gen_ai.tool.call.result',
  toolDefinitions: 'gen_ai.tool.definitions',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  systemInstructions: 'gen_ai.system_instructions',
  embeddingDimensions: 'gen_ai.embeddings.dimension.count',
} as const

/** MLflow's (mlflow-wire.md §4.9). */
export const MLFLOW = {
  traceRequestId: 'mlflow.traceRequestId',
  experimentId: 'mlflow.experimentId',
  spanType: 'mlflow.spanType',
  spanInputs: 'mlflow.spanInputs',
  spanOutputs: 'mlflow.spanOutputs',
  chatTools: 'mlflow.chat.tools',
  tokenUsage: 'mlflow.chat.tokenUsage',
  cost: 'mlflow.llm.cost',
  model: 'mlflow.llm.model',
  provider: 'mlflow.llm.provider',
  messageFormat: 'mlflow.message.format',
  traceTagPrefix: 'mlflow.traceTag.',
} as const

/** Keys of trace tags and trace metadata (mlflow-wire.md §4.9). */
export const TRACE_TAG = {
  name: 'mlflow.traceName',
  artifactLocation: 'mlflow.artifactLocation',
  spansLocation: 'mlflow.trace.spansLocation',
  linkedPrompts: 'mlflow.linkedPrompts',
} as const

export const TRACE_METADATA = {
  schemaVersion: 'mlflow.trace_schema.version',
  session: 'mlflow.trace.session',
  user: 'mlflow.trace.user',
  tokenUsage: 'mlflow.trace.tokenUsage',
  cost: 'mlflow.trace.cost',
  sizeStats: 'mlflow.trace.sizeStats',
  sizeBytes: 'mlflow.trace.sizeBytes',
  traceInputs: 'mlflow.traceInputs',
  traceOutputs: 'mlflow.traceOutputs',
  /** Who made the trace: a developer or a system, not the end user of the application. */
  maker: 'mlflow.user',
  sourceName: 'mlflow.source.name',
  sourceType: 'mlflow.source.type',
  sourceRun: 'mlflow.sourceRun',
  infoFinalized: 'mlflow.trace.infoFinalized',
  /** Ours: why a failed trace failed, as its root says. */
  error: 'loupe.trace.error',
} as const

/** Loupe's own (design §5 and §6). */
export const LOUPE = {
  partial: 'loupe.partial',
  /** The program died while the span ran. */
  interrupted: 'loupe.interrupted',
  experimentName: 'loupe.experiment.name',
  traceMetadataPrefix: 'loupe.traceMetadata.',
  clientRequestId: 'loupe.clientRequestId',
  requestPreview: 'loupe.requestPreview',
  responsePreview: 'loupe.responsePreview',
} as const

export const EXCEPTION = {
  event: 'exception',
  type: 'exception.type',
  message: 'exception.message',
  stacktrace: 'exception.stacktrace',
} as const

export const SESSION_ID = 'session.id'
export const USER_ID = 'user.id'
export const ERROR_TYPE = 'error.type'

/** How a call was served (`standard`, `flex`, `priority`, `batch`, or Vertex' traffic type): it decides the price. */
export const SERVICE_TIER = 'gemini.service_tier'

export type Modality = 'text' | 'image' | 'audio' | 'video' | 'document'

/** Tokens of one modality, as the newest GenAI conventions name them; each is part of the count without a modality. */
export const modalityTokensKey = (modality: Modality, kind: 'input' | 'output' | 'cache_read.input'): string =>
  `gen_ai.usage.${modality}.${kind}_tokens`

/** OpenInference's. */
export const LLM_COST = { input: 'llm.cost.prompt', output: 'llm.cost.completion', total: 'llm.cost.total' } as const
