import { Button, Icon, Kbd } from '@loupe-ai/viewer'
import { useEffect, useRef } from 'react'
import './keys-overlay.css'

interface KeyHelp {
  readonly keys: readonly string[]
  readonly does: string
}

const SECTIONS: readonly { readonly title: string; readonly keys: readonly KeyHelp[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      { keys: ['?'], does: 'These keys' },
      { keys: ['Esc'], does: 'Close, or let go of the selection' },
    ],
  },
  {
    title: 'List of traces',
    keys: [
      { keys: ['/'], does: 'Filter, or words to find' },
      { keys: ['j', 'k'], does: 'Next, previous trace' },
      { keys: ['Enter'], does: 'Open the trace' },
      { keys: ['n'], does: 'Show the traces that wait' },
    ],
  },
  {
    title: 'A trace',
    keys: [
      { keys: ['j', 'k'], does: 'Next, previous span' },
      { keys: ['←', '→'], does: 'Fold, unfold' },
      { keys: ['[', ']'], does: 'Fold, unfold all' },
      { keys: ['Enter'], does: 'Read the details' },
      { keys: ['/'], does: 'Search in the trace' },
      { keys: ['n', 'N'], does: 'Next, previous match' },
      { keys: ['1–4'], does: 'Conversation … events' },
      { keys: ['J', 'K'], does: 'Next, previous trace of the list' },
      { keys: ['u'], does: 'Back to the list' },
    ],
  },
]

/** All keys at a glance, on `?`. */
export function KeysOverlay({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open) {
      dialog.current?.showModal()
      // Else the button that closes would be lit, though nobody means it.
      dialog.current?.focus()
    } else dialog.current?.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      className="keys"
      tabIndex={-1}
      aria-labelledby="keys-title"
      onClose={onClose}
      // A press beside the box lands on the dialog itself.
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => event.key === '?' && onClose()}
    >
      <div className="keys__box">
        <header className="keys__head">
          <h2 id="keys-title">Keys</h2>
          <Button look="quiet" square aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </Button>
        </header>
        <div className="keys__sections">
          {SECTIONS.map((section) => (
            <section key={section.title}>
              <h3>{section.title}</h3>
              <dl>
                {section.keys.map(({ keys, does }) => (
                  <div key={does}>
                    <dt>
                      {keys.map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  )
}
