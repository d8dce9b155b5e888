import type { SpoolStatus } from '@loupe-ai/sdk'
import { counted } from '../terminal/counted.ts'
import { sizeText } from '../terminal/size-text.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const OFF = /^(0|false|no|off)$/i

/** What of the environment keeps a program from sending, and what it could not send yet. */
export function checkSending(
  env: Readonly<Record<string, string | undefined>>,
  spools: readonly SpoolStatus[],
): Finding[] {
  const findings: Finding[] = []
  if (OFF.test(env['LOUPE_TRACING'] ?? '')) {
    findings.push(fail(`LOUPE_TRACING is ${env['LOUPE_TRACING']}: nothing is traced`, 'Unset it.'))
  }
  if (OFF.test(env['LOUPE_CAPTURE_CONTENT'] ?? '')) {
    findings.push(warn('LOUPE_CAPTURE_CONTENT is off: traces show no inputs and outputs', 'Unset it to see them.'))
  }
  const [loupe, mlflow] = [env['LOUPE_TRACKING_URI'], env['MLFLOW_TRACKING_URI']]
  if (loupe !== undefined && mlflow !== undefined && loupe !== mlflow) {
    findings.push(
      warn(`LOUPE_TRACKING_URI wins over MLFLOW_TRACKING_URI (${mlflow})`, 'Unset the one that is not meant.'),
    )
  }
  const waiting = spools.filter(({ waitingBytes }) => waitingBytes > 0)
  for (const { target, waitingSpans, waitingBytes } of waiting) {
    findings.push(
      warn(
        `${counted(waitingSpans, 'span')} (${sizeText(waitingBytes)}) for ${target.uri} could not be sent and wait on disk`,
        'Send them with: loupe spool send',
      ),
    )
  }
  return waiting.length === 0 ? [...findings, ok('nothing waits on disk to be sent')] : findings
}
