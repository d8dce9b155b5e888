import { useEffect, useRef } from 'react'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icons.tsx'
import { Kbd } from '../kit/kbd.tsx'
import './keys-overlay.css'

const KEYS = [
  {
    title: 'Move',
    keys: [
      ['j', 'k', 'next and previous span'],
      ['↓', '↑', 'the same'],
      ['←', 'fold, or go to the parent'],
      ['→', 'unfold, or go to the first child'],
      ['[', ']', 'fold and unfold all'],
      ['Enter', 'read the details'],
    ],
  },
  {
    title: 'Find',
    keys: [
      ['/', 'search this trace'],
      ['n', 'N', 'next and previous match'],
      ['Esc', 'clear, close, go back'],
    ],
  },
  {
    title: 'Read',
    keys: [
      ['1', 'conversation'],
      ['2', 'inputs and outputs'],
      ['3', 'attributes'],
      ['4', 'events'],
      ['?', 'these keys'],
    ],
  },
] as const

/** All keys of the viewer. A dialog of the browser: it keeps the focus and closes by Escape by itself. */
export function KeysOverlay({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      className="lp-keys"
      ref={dialog}
      aria-label="Keys"
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className="lp-keys__box">
        <header className="lp-keys__head">
          <h2>Keys</h2>
          <Button look="quiet" square aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </Button>
        </header>
        {KEYS.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map((line) => (
                <div key={line[0]}>
                  <dt>
                    {line.slice(0, -1).map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd>{line.at(-1)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  )
}
