import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { isObject } from '../json.ts'
import { writeMp4 } from '../media/write-mp4.ts'
import { keepFile, makeFile } from '../resources/files.ts'
import { keepOperation, pollOperation, USUAL_POLLS } from '../resources/operations.ts'
import type { OperationBody } from '../resources/operations.ts'
import { newId } from '../state/emulator-state.ts'
import type { RememberedCall } from './method-call.ts'

const VIDEO = 'video/mp4'
const SAMPLES = 4
const RESPONSE_TYPE = 'type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse'

/** generateVideos: an operation that is done after some polls (gemini-api.md §13). */
export function predictLongRunning(call: RememberedCall): OperationBody | ApiFailure {
  const { body, state, seed, model, parent, backend } = call
  const instance = Array.isArray(body.instances) ? body.instances[0] : undefined
  if (!isObject(instance)) return invalidArgument('The instances field must not be empty.')
  const parameters = isObject(body.parameters) ? body.parameters : {}
  const count = parameters.sampleCount ?? 1
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > SAMPLES) {
    return invalidArgument(`sampleCount must be in the range [1, ${SAMPLES}].`)
  }
  const { storageUri } = parameters
  const prefix = typeof storageUri === 'string' ? storageUri.replace(/\/$/, '') : undefined
  const samples = Array.from({ length: count }, (_, index) => index)
  const response =
    backend === 'vertex'
      ? {
          '@type': 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse',
          raiMediaFilteredCount: 0,
          videos: samples.map((index) => vertexVideo(prefix, index)),
        }
      : {
          '@type': RESPONSE_TYPE,
          generateVideoResponse: { generatedSamples: samples.map(() => ({ video: { uri: keepVideo(call) } })) },
        }
  const before = parent === '' ? '' : `${parent}/`
  return keepOperation(state, {
    name: `${before}models/${model.id}/operations/${newId(state, seed, 12)}`,
    pollsLeft: USUAL_POLLS,
    result: { response },
  })
}

/** operations.getVideosOperation on Vertex AI. */
export function fetchPredictOperation({ body, state }: RememberedCall): OperationBody | ApiFailure {
  const name = typeof body.operationName === 'string' ? body.operationName : ''
  return pollOperation(state, name) ?? { code: 404, status: 'NOT_FOUND', message: `Operation not found: ${name}` }
}

function vertexVideo(prefix: string | undefined, index: number): object {
  const place = prefix === undefined ? undefined : { gcsUri: `${prefix}/sample_${index}.mp4` }
  return { ...(place ?? { bytesBase64Encoded: writeMp4().toString('base64') }), mimeType: VIDEO }
}

/** A generated file; gives the address to download it from. */
function keepVideo(call: RememberedCall): string {
  const file = makeFile(call, { mimeType: VIDEO }, writeMp4())
  file.body.source = 'GENERATED'
  file.body.downloadUri = `${file.body.uri}:download?alt=media`
  keepFile(call.state, file)
  return file.body.downloadUri
}
