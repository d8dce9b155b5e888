import { Fragment, useMemo, type ReactNode } from 'react'
import type { Block, Inline } from '../../logic/markdown/markdown.ts'
import { parseMarkdown } from '../../logic/markdown/parse-markdown.ts'
import { CopyButton } from '../../kit/copy-button.tsx'
import './markdown.css'

/** A text of a model. It is made of elements only, never of HTML: whatever it says, it stays text. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text])
  return <div className="lp-md">{blocks.map(block)}</div>
}

function block(part: Block, key: number): ReactNode {
  switch (part.kind) {
    case 'paragraph':
      return <p key={key}>{part.inlines.map(inline)}</p>
    case 'heading':
      return (
        <p
          key={key}
          className={`lp-md__heading lp-md__heading--${Math.min(part.level, 4)}`}
          role="heading"
          aria-level={part.level + 2}
        >
          {part.inlines.map(inline)}
        </p>
      )
    case 'code':
      return <CodeBlock key={key} language={part.language} code={part.code} />
    case 'list': {
      const items = part.items.map((item, index) => (
        <li key={index}>{item.length === 1 ? loose(item[0]!) : item.map(block)}</li>
      ))
      return part.ordered ? (
        <ol key={key} start={part.start}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      )
    }
    case 'quote':
      return <blockquote key={key}>{part.blocks.map(block)}</blockquote>
    case 'table':
      return (
        <div key={key} className="lp-md__table lp-scroll">
          <table>
            <thead>
              <tr>
                {part.head.map((cell, index) => (
                  <th key={index}>{cell.map(inline)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {part.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{cell.map(inline)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    case 'rule':
      return <hr key={key} />
  }
}

/** The only paragraph of an item needs no paragraph around it. */
const loose = (only: Block): ReactNode => (only.kind === 'paragraph' ? only.inlines.map(inline) : block(only, 0))

function inline(part: Inline, key: number): ReactNode {
  switch (part.kind) {
    case 'text':
      return <Fragment key={key}>{part.text}</Fragment>
    case 'code':
      return <code key={key}>{part.text}</code>
    case 'strong':
      return <strong key={key}>{part.inlines.map(inline)}</strong>
    case 'emphasis':
      return <em key={key}>{part.inlines.map(inline)}</em>
    case 'struck':
      return <s key={key}>{part.inlines.map(inline)}</s>
    case 'link':
      return (
        <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.inlines.map(inline)}
        </a>
      )
    case 'break':
      return <br key={key} />
  }
}

export interface CodeBlockProps {
  readonly language: string
  readonly code: string
}

export const CodeBlock = ({ language, code }: CodeBlockProps) => (
  <figure className="lp-code">
    <figcaption className="lp-code__bar">
      <span>{language || 'text'}</span>
      <CopyButton text={code} label="Copy code" />
    </figcaption>
    <pre className="lp-code__text lp-scroll" tabIndex={0} aria-label={`Code, ${language || 'text'}`} role="group">
      <code>{code}</code>
    </pre>
  </figure>
)
