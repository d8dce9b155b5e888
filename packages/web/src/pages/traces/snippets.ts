/** What an empty list tells people to run, for one way of sending traces. */
export interface Snippet {
  readonly id: 'typescript' | 'python' | 'otlp'
  readonly label: string
  readonly install?: string
  readonly code: string
  readonly note: string
}

export interface SnippetTarget {
  /** Of this server, without a slash at the end. */
  readonly trackingUri: string
  readonly experimentId: string
  /** Absent for the default experiment, which needs no naming. */
  readonly experimentName?: string
}

// JSON's string syntax is also that of Python and, but for two line separators that modern engines allow, of TypeScript.
const doubleQuoted = (text: string): string => JSON.stringify(text)
const singleQuoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`

export function snippetsFor({ trackingUri, experimentId, experimentName }: SnippetTarget): readonly Snippet[] {
  return [
    {
      id: 'typescript',
      label: 'TypeScript',
      install: 'npm install @loupe-ai/sdk @google/genai',
      code: lines(
        `import * as loupe from '@loupe-ai/sdk'`,
        `import { GoogleGenAI } from '@google/genai'`,
        '',
        `loupe.setTrackingUri(${singleQuoted(trackingUri)})`,
        experimentName !== undefined && `await loupe.setExperiment(${singleQuoted(experimentName)})`,
        'loupe.gemini.autolog()',
        '',
        'const ai = new GoogleGenAI({})',
        'await ai.models.generateContent({',
        `  model: 'gemini-3-flash-preview',`,
        `  contents: 'The opposite of hot is',`,
        '})',
        'await loupe.flushTraces()',
      ),
      note: 'Every call of the Gemini client becomes a span: prompt, answer, tokens, time, errors.',
    },
    {
      id: 'python',
      label: 'Python',
      install: 'pip install mlflow google-genai',
      code: lines(
        'import mlflow',
        'from google import genai',
        '',
        `mlflow.set_tracking_uri(${doubleQuoted(trackingUri)})`,
        experimentName !== undefined && `mlflow.set_experiment(${doubleQuoted(experimentName)})`,
        'mlflow.gemini.autolog()',
        '',
        'client = genai.Client()',
        'client.models.generate_content(',
        '    model="gemini-3-flash-preview",',
        '    contents="The opposite of hot is",',
        ')',
      ),
      note: 'Loupe speaks the protocol of MLflow’s tracking server, so its SDK needs nothing but the address.',
    },
    {
      id: 'otlp',
      label: 'OpenTelemetry',
      code: lines(
        `export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${trackingUri}/v1/traces`,
        'export OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf',
        `export OTEL_EXPORTER_OTLP_TRACES_HEADERS=x-mlflow-experiment-id=${experimentId}`,
      ),
      note: 'Any exporter of any language, protobuf or JSON, gzip or not.',
    },
  ]
}

const lines = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join('\n')
