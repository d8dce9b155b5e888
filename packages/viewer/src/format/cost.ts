const TINY = 0.000_001

/** US dollars, as many digits as say something: `$1.24`, `$0.012`, `$0.00042`, `<$0.000001`; `–` for what is not known. */
export function formatCost(dollars: number | undefined): string {
  if (dollars === undefined) return '–'
  if (dollars === 0) return '$0'
  if (dollars < TINY) return `<$${TINY.toFixed(6)}`
  if (dollars >= 0.995) return `$${dollars.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`
  const digits = Math.min(6, 1 - Math.floor(Math.log10(dollars)))
  return `$${dollars.toFixed(digits)}`
}
