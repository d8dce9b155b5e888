import type { ReactNode } from 'react'

/** Line drawings on a grid of 16, in the colour of the text around them. */
const ICONS = {
  check: <path d="m3 8.5 3.2 3L13 4.5" />,
  chevronDown: <path d="m4 6 4 4 4-4" />,
  chevronLeft: <path d="M10 4 6 8l4 4" />,
  chevronRight: <path d="m6 4 4 4-4 4" />,
  chevronUp: <path d="m4 10 4-4 4 4" />,
  close: <path d="m4 4 8 8m0-8-8 8" />,
  collapse: <path d="m5 2.5 3 3 3-3M5 13.5l3-3 3 3M3 8h10" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5v-2A1.5 1.5 0 0 0 9 2H3.5A1.5 1.5 0 0 0 2 3.5V9a1.5 1.5 0 0 0 1.5 1.5h2" />
    </>
  ),
  expand: <path d="m5 5 3-3 3 3M5 11l3 3 3-3M3 8h10" />,
  file: <path d="M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5" />,
  flask: <path d="M6 2v4.5L2.5 13a.8.8 0 0 0 .7 1.2h9.600a.8.8 0 0 0 .7-1.2L10 6.5V2M5 2h6M4.5 10.5h7" />,
  image: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="m2.5 11.5 3.5-3.5 2.5 2.5 2-2 3 3" />
    </>
  ),
  link: (
    <path d="M6.5 9.5a2.8 2.8 0 0 0 4 0l2.5-2.5a2.8 2.8 0 0 0-4-4l-1 1m1.5 2.5a2.8 2.8 0 0 0-4 0L3 9a2.8 2.8 0 0 0 4 4l1-1" />
  ),
  list: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11m-11 3.5h11" />,
  monitor: <path d="M2 3h12v8H2zM5.5 13.5h5M8 11v2.5" />,
  moon: <path d="M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7z" />,
  play: <path d="M5 3.5v9l7-4.5z" />,
  plus: <path d="M8 3v10M3 8h10" />,
  refresh: <path d="M13 3v3.5H9.5M12.8 6.5A5.2 5.2 0 1 0 13.2 9" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  sound: <path d="M2.5 6v4h2.5l3.5 3V3L5 6zM11 5.5a3.5 3.5 0 0 1 0 5M12.8 3.5a6.300 6.300 0 0 1 0 9" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5V3m0 10v1.5M1.5 8H3m10 0h1.5M3.400 3.400l1.100 1.100m7 7 1.100 1.100m0-9.2-1.100 1.100m-7 7-1.100 1.100" />
    </>
  ),
  video: <path d="M2 4h8v8H2zM10 7l4-2.5v7L10 9" />,
  warning: <path d="M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.5v.3" />,
} as const satisfies Record<string, ReactNode>

export type IconName = keyof typeof ICONS

export interface IconProps {
  readonly name: IconName
  /** Side in pixels; 14 unless told. */
  readonly size?: number
}

/** Decoration: what it means is said by the text or the label beside it. */
export const Icon = ({ name, size = 14 }: IconProps) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.4}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
    style={{ flex: 'none' }}
  >
    {ICONS[name]}
  </svg>
)
