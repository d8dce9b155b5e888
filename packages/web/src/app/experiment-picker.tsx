import { Icon } from '@loupe-ai/viewer'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { experimentQuery, experimentsQuery } from '../data/experiments-query.ts'
import type { AppParts } from './app-parts.ts'
import './experiment-picker.css'

/** The name of the experiment; a press opens the others, with a box to find one by its name. */
export function ExperimentPicker({
  api,
  experimentId,
}: {
  readonly api: AppParts['api']
  readonly experimentId: string
}) {
  const [open, setOpen] = useState(false)
  const current = useQuery(experimentQuery(api, experimentId))
  const frame = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return
    const onPointerDown = (event: PointerEvent) => {
      if (!(event.target instanceof Node && frame.current?.contains(event.target))) setOpen(false)
    }
    document.addEventListener('pointerdown', onPointerDown)
    return () => document.removeEventListener('pointerdown', onPointerDown)
  }, [open])
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <div className="picker" ref={frame}>
      <button
        ref={button}
        type="button"
        className="picker__button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className="lp-aloud">Experiment: </span>
        <bdi className="picker__name">{current.data?.name ?? `Experiment ${experimentId}`}</bdi>
        <Icon name="chevronDown" size={12} />
      </button>
      {open && <ExperimentChoices api={api} experimentId={experimentId} onClose={close} />}
    </div>
  )
}

interface ExperimentChoicesProps {
  readonly api: AppParts['api']
  readonly experimentId: string
  readonly onClose: () => void
}

function ExperimentChoices({ api, experimentId, onClose }: ExperimentChoicesProps) {
  const navigate = useNavigate()
  const id = useId()
  const [words, setWords] = useState('')
  const [active, setActive] = useState(0)
  const { data: experiments = [], hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery(experimentsQuery(api))
  const wanted = words.trim().toLocaleLowerCase()
  const found = experiments.filter(
    (one) => one.name.toLocaleLowerCase().includes(wanted) || one.experiment_id === wanted,
  )
  const go = (to: string | undefined) => {
    if (to === undefined) return
    onClose()
    void navigate({ to: '/experiments/$experimentId/traces', params: { experimentId: to } })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setActive(Math.min(Math.max(active + step, 0), Math.max(found.length - 1, 0)))
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) go(found[active]?.experiment_id)
    else if (event.key === 'Escape') {
      event.stopPropagation()
      onClose()
    }
  }
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, id])
  return (
    <div className="picker__pop" role="dialog" aria-label="Choose an experiment" onKeyDown={onKeyDown}>
      <input
        // The pop-over opens to be typed into.
        autoFocus
        className="picker__search"
        type="text"
        placeholder="Find an experiment"
        aria-label="Find an experiment"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        value={words}
        onChange={(event) => {
          setWords(event.target.value)
          setActive(0)
        }}
      />
      <ul className="picker__list lp-scroll" id={`${id}-list`} role="listbox" aria-label="Experiments">
        {found.map((one, at) => (
          <li
            key={one.experiment_id}
            id={`${id}-${at}`}
            role="option"
            aria-selected={one.experiment_id === experimentId}
            data-active={at === active}
            onPointerMove={() => setActive(at)}
            onClick={() => go(one.experiment_id)}
          >
            <bdi className="lp-cut">{one.name}</bdi>
            {one.experiment_id === experimentId && <Icon name="check" />}
          </li>
        ))}
        {found.length === 0 && !isFetching && <li className="picker__none">No experiment has this name</li>}
      </ul>
      <div className="picker__foot">
        {hasNextPage && (
          <button type="button" className="picker__more" disabled={isFetching} onClick={() => void fetchNextPage()}>
            Load more
          </button>
        )}
        <Link to="/experiments" onClick={onClose}>
          All experiments
        </Link>
      </div>
    </div>
  )
}
