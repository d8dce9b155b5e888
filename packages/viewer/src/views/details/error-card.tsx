import { CopyButton } from '../../kit/copy-button.tsx'
import { Icon } from '../../kit/icons.tsx'
import type { Failure } from '../../logic/error-text.ts'
import { CutText } from '../conversation/cut-text.tsx'
import './error-card.css'

/** What went wrong: type, message, and the stack, folded. */
export const ErrorCard = ({ failure }: { readonly failure: Failure }) => (
  <section className="lp-error" aria-label="Error">
    <header className="lp-error__head">
      <Icon name="warning" size={15} />
      <b>{failure.type ?? 'Error'}</b>
      <span className="lp-grow" />
      <CopyButton text={[failure.type, failure.message, failure.stack].filter(Boolean).join('\n')} label="Copy error" />
    </header>
    <div className="lp-error__message">
      <CutText text={failure.message || 'No message was given.'} characters={2000}>
        {(shown) => <p>{shown}</p>}
      </CutText>
    </div>
    {failure.rawMessage !== undefined && <Folded title="As it was sent" text={failure.rawMessage} />}
    {failure.stack !== undefined && failure.stack !== '' && <Folded title="Stack" text={failure.stack} />}
  </section>
)

const Folded = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <details className="lp-error__folded">
    <summary>{title}</summary>
    <CutText text={text} characters={10_000}>
      {(shown) => <pre className="lp-scroll">{shown}</pre>}
    </CutText>
  </details>
)
